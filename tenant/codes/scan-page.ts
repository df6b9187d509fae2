import type { House } from '../pages/house'
import { type Html, html } from '../pages/html'
import type { Page } from '../pages/layout'
import type { PendingApproval } from '../phone/approvals'
import { approvalCard } from '../phone/card'
import { documentOf, readShown } from '../phone/displayed'

const AGENT = { profile: 'ai_agent', name: 'x', host: null } as const

/** Who may ask, as the card tells them apart. */
const ACTORS: Record<string, PendingApproval['actor']> = {
  itself: null,
  ai_agent: AGENT,
  'ai_agent-host': { ...AGENT, host: 'x' },
  user: { profile: 'user', name: 'x', host: null },
}

const NO_ID = '00000000-0000-4000-8000-000000000000'
const ACCOUNT = { id: NO_ID, name: 'x', mask: 'x' }

/**
 * The page on which a phone without a connection reads a request. Its service worker keeps it, so it is the same for everybody and
 * says nothing of anybody. Cards are drawn by the tenant here too, as templates.
 */
export function scanPage(): Page {
  return {
    title: ({ scan }) => scan.title,
    script: 'scan.js',
    features: ['camera'],
    body: (house) => {
      const { scan } = house.words
      return html`<header class="bar"><div class="bar-inner">${house.brand}<a class="back" href="/phone">${house.words.phone.title}</a></div></header>
<main class="phone">
<noscript><p class="notice notice-bad">${scan.needsScript}</p></noscript>
<div class="who"><div class="who-text"><h1 tabindex="-1">${scan.title}</h1></div></div>
<p class="notice notice-bad" role="alert" data-error hidden></p>
<div class="requests" data-requests></div>
<section class="card enrol" data-start aria-labelledby="scan-title">
<h2 id="scan-title">${scan.heading}</h2>
<p class="lead">${scan.lead}</p>
<div data-camera hidden><video class="camera" aria-label="${scan.seen}" muted playsinline data-player></video>
<button class="button button-no" type="button" data-stop>${scan.stop}</button></div>
<div data-scan-ways><button class="button button-yes" type="button" data-look hidden>${scan.look}</button>
<input class="heard" id="picture" type="file" accept="image/*" data-picture>
<label class="button button-no" for="picture">${scan.go}</label></div>
<details class="reason"><summary>${scan.paste}</summary>
<form data-paste><label for="pasted">${scan.text}</label>
<textarea id="pasted" rows="4" required maxlength="4000" spellcheck="false" data-pasted></textarea>
<button class="button button-no">${scan.read}</button></form></details>
<p class="fine">${scan.stillThere} <a href="/phone">${scan.tryAgain}</a></p>
</section>
<section class="card enrol" tabindex="-1" aria-labelledby="code-title" data-code-shown hidden>
<h2 id="code-title">${scan.yourCode}</h2>
<p class="code code-large" translate="no" data-code></p>
<p class="lead">${scan.typeIt}</p>
<p class="fine">${scan.tellNobody}</p>
</section>
</main>
${Object.entries(ACTORS).map(([kind, actor]) => cardTemplate(kind, actor, house))}`
    },
  }
}

function cardTemplate(kind: string, actor: PendingApproval['actor'], house: House): Html {
  const details = {
    type: 'payment_initiation',
    identifier: NO_ID,
    instructedAmount: { currency: 'USD', amount: '1.00' },
    debtorAccount: ACCOUNT,
    creditorAccount: ACCOUNT,
    creditorName: 'x',
    remittanceInformationUnstructured: 'x',
  }
  const displayed = documentOf([details], 'x')
  const example: PendingApproval = {
    ...readShown(displayed),
    id: NO_ID,
    askedBy: 'x',
    actor,
    sent: [],
    displayed,
    marks: [{ kind: 'refused', at: new Date(0) }, { kind: 'first-transfer' }, { kind: 'resembles', name: 'x' }],
    secondsLeft: 0,
    secondsInAll: 1,
  }
  return html`<template data-card="${kind}">${approvalCard(example, house)}</template>`
}
