import { type Html, html } from '../pages/html'
import type { Page } from '../pages/layout'
import { whoIsHere } from '../phone/page'
import type { PhoneUser } from '../phone/sessions'

/** The phone page of a customer without any device: this browser may become the first. */
export function firstDevicePage(user: PhoneUser, guess: string): Page {
  return enrolPage(user, {
    heading: 'First device',
    form: html`<form class="card enrol" data-enrol="enrol">
${picture}
<h2>Answer from this device only</h2>
<p class="lead">This browser makes a key that never leaves it, and signs each of your answers. Nobody can approve with your password alone.</p>
${nameField(guess)}
<button class="button button-yes">Use this device</button>
</form>`,
  })
}

/** The phone page of a customer on a browser that is not one of their devices. */
export function otherDevicePage(user: PhoneUser, guess: string): Page {
  return enrolPage(user, {
    heading: 'A new device',
    form: html`<div data-ways><form class="card enrol" data-enrol="ask">
${picture}
<h2>This is not one of your devices yet</h2>
<p class="lead">Only a device that you have set up can answer for you. One of them can let this one in:</p>
${nameField(guess)}
<button class="button button-yes">Ask my other device</button>
</form>
<section class="card other-way"><h2>Or with a ticket</h2>
<p class="lead">On your other device, open <b>Your devices</b> and choose <b>Add a device</b>. Then scan the code here, or open its link.</p></section>
<p class="fine"><a href="/phone/recover">I have lost my devices</a></p></div>
<section class="card enrol" tabindex="-1" aria-labelledby="asked" data-waiting hidden>
${picture}
<h2 id="asked">Look at your other device</h2>
<p class="lead">It shows a request with this code. Allow it there if both are the same.</p>
<p class="code code-large" translate="no" data-code></p>
<p class="fine" role="status">Waiting for an answer, five minutes at most…</p></section>`,
  })
}

/** The page that a ticket's link leads to. */
export function ticketPage(user: PhoneUser, guess: string, ticket: string): Page {
  return enrolPage(user, {
    heading: 'A new device',
    ticket,
    form: html`<form class="card enrol" data-enrol="enrol">
${picture}
<h2>Let this device answer for you</h2>
<p class="lead">This browser makes a key that never leaves it. This uses up your ticket.</p>
${nameField(guess)}
<button class="button button-yes">Use this device</button>
</form>`,
  })
}

/** The page for a customer who has lost every device, and kept a recovery code. */
export function recoveryPage(user: PhoneUser, guess: string): Page {
  return enrolPage(user, {
    heading: 'Lost devices',
    form: html`<form class="card enrol" data-enrol="recover">
${picture}
<h2>Replace all your devices by this one</h2>
<p class="lead">All former devices and passkeys are removed, every mandate ends, and your agents stay frozen until you let them ask again in the bank.</p>
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="1024">
<label for="code">Recovery code</label>
<input id="code" name="code" class="code" required maxlength="40" autocomplete="off" autocapitalize="characters" spellcheck="false" placeholder="XXXX-XXXX-XXXX">
${nameField(guess)}
<button class="button button-bad">Replace all devices</button>
<p class="fine">No code either? The bank can forget your devices, after looking at who asks.</p>
<p class="fine"><a href="/phone">I still have a device</a></p>
</form>`,
  })
}

interface EnrolPage {
  heading: string
  form: Html
  ticket?: string
}

function enrolPage(user: PhoneUser, { heading, form, ticket = '' }: EnrolPage): Page {
  return {
    title: heading,
    script: 'enrol.js',
    body: ({ brand, noun }) => html`<header class="bar"><div class="bar-inner">${brand}</div></header>
<main class="phone" data-customer="${user.sub}" data-ticket="${ticket}" data-state="looking">
<noscript><p class="notice notice-bad">This page needs JavaScript: what you approve is signed by your device.</p></noscript>
${whoIsHere(user, heading)}
<p class="notice notice-bad" role="alert" data-error hidden></p>
${form}
<section class="card enrol" tabindex="-1" aria-labelledby="unanswered" data-unanswered hidden>
${picture}
<h2 id="unanswered">The ${noun} did not answer</h2>
<p class="lead">The ${noun} could not say whether this is one of your devices. Nothing has changed. Wait a moment and try again.</p>
<button class="button button-yes" type="button" data-again>Try again</button></section>
</main>`,
  }
}

function nameField(guess: string): Html {
  return html`<label for="name">Name of this device</label>
<input id="name" name="name" value="${guess}" required maxlength="40" autocomplete="off">`
}

const picture = html`<svg class="enrol-picture" viewBox="0 0 48 48" aria-hidden="true">
<rect x="13" y="4" width="22" height="40" rx="5"></rect><path d="M21 38.500h6"></path><circle cx="24" cy="19" r="3.500"></circle><path d="M24 22.500v8m0-3h3"></path></svg>`
