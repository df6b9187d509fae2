import { type Html, html } from '../pages/html'
import { languageLinks, type Page } from '../pages/layout'
import { whoIsHere } from '../phone/page'
import type { PhoneUser } from '../phone/sessions'
import type { Words } from '../words/words'

/** The phone page of a customer without any device: this browser may become the first. */
export function firstDevicePage(user: PhoneUser, guess: string): Page {
  return enrolPage(user, {
    heading: ({ first }) => first.title,
    form: ({ first, use, name }) => html`<form class="card enrol" data-enrol="enrol">
${picture}
<h2>${first.heading}</h2>
<p class="lead">${first.lead}</p>
${nameField(name, guess)}
<button class="button button-yes">${use}</button>
</form>`,
  })
}

/** The phone page of a customer on a browser that is not one of their devices. */
export function otherDevicePage(user: PhoneUser, guess: string): Page {
  return enrolPage(user, {
    heading: ({ other }) => other.title,
    form: ({ other, name }) => html`<div data-ways><form class="card enrol" data-enrol="ask">
${picture}
<h2>${other.heading}</h2>
<p class="lead">${other.lead}</p>
${nameField(name, guess)}
<button class="button button-yes">${other.ask}</button>
</form>
<section class="card other-way"><h2>${other.orTicket}</h2>
<p class="lead">${other.ticketLead}</p></section>
<p class="fine"><a href="/phone/recover">${other.lost}</a></p></div>
<section class="card enrol" tabindex="-1" aria-labelledby="asked" data-waiting hidden>
${picture}
<h2 id="asked">${other.look}</h2>
<p class="lead">${other.lookLead}</p>
<p class="code code-large" translate="no" data-code></p>
<p class="fine" role="status">${other.waiting}</p></section>`,
  })
}

/** The page that a ticket's link leads to. */
export function ticketPage(user: PhoneUser, guess: string, ticket: string): Page {
  return enrolPage(user, {
    heading: ({ other }) => other.title,
    ticket,
    here: `/phone/enrol?ticket=${ticket}`,
    form: ({ ticket: words, use, name }) => html`<form class="card enrol" data-enrol="enrol">
${picture}
<h2>${words.heading}</h2>
<p class="lead">${words.lead}</p>
${nameField(name, guess)}
<button class="button button-yes">${use}</button>
</form>`,
  })
}

/** The page for a customer who has lost every device, and kept a recovery code. */
export function recoveryPage(user: PhoneUser, guess: string): Page {
  return enrolPage(user, {
    heading: ({ recovery }) => recovery.title,
    here: '/phone/recover',
    form: ({ recovery, name }) => html`<form class="card enrol" data-enrol="recover">
${picture}
<h2>${recovery.heading}</h2>
<p class="lead">${recovery.lead}</p>
<label for="password">${recovery.password}</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024">
<label for="code">${recovery.code}</label>
<input id="code" name="code" class="code" required maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="XXXX-XXXX-XXXX">
${nameField(name, guess)}
<button class="button button-bad">${recovery.replace}</button>
<p class="fine">${recovery.noCode}</p>
<p class="fine"><a href="/phone">${recovery.stillHave}</a></p>
</form>`,
  })
}

interface EnrolPage {
  heading: (words: Words['enrol']) => string
  form: (words: Words['enrol']) => Html
  ticket?: string
  /** The address of the page. */
  here?: string
}

function enrolPage(user: PhoneUser, { heading, form, ticket = '', here = '/phone' }: EnrolPage): Page {
  return {
    title: ({ enrol }) => heading(enrol),
    script: 'enrol.js',
    body: (house) => {
      const { enrol } = house.words
      return html`<header class="bar"><div class="bar-inner">${house.brand}</div></header>
<main class="phone" data-customer="${user.sub}" data-ticket="${ticket}" data-state="looking">
<noscript><p class="notice notice-bad">${enrol.needsScript}</p></noscript>
${whoIsHere(user, heading(enrol), house)}
<p class="notice notice-bad" role="alert" data-error hidden></p>
${form(enrol)}
<section class="card enrol" tabindex="-1" aria-labelledby="unanswered" data-unanswered hidden>
${picture}
<h2 id="unanswered">${enrol.unanswered}</h2>
<p class="lead">${enrol.unansweredLead}</p>
<button class="button button-yes" type="button" data-again>${enrol.tryAgain}</button></section>
${languageLinks(house, here)}
</main>`
    },
  }
}

function nameField(label: string, guess: string): Html {
  return html`<label for="name">${label}</label>
<input id="name" name="name" value="${guess}" required autocomplete="off">`
}

const picture = html`<svg class="enrol-picture" viewBox="0 0 48 48" aria-hidden="true">
<rect x="13" y="4" width="22" height="40" rx="5"></rect><path d="M21 38.500h6"></path><circle cx="24" cy="19" r="3.500"></circle><path d="M24 22.500v8m0-3h3"></path></svg>`
