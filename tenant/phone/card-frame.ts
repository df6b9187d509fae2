import { visible } from '../assets/printable.js'
import type { House } from '../pages/house'
import { type Html, html } from '../pages/html'
import type { Words } from '../words/words'
import type { PendingApproval } from './approvals'
import { REASON_TEXT_MAX } from './denial-reason'
import { unbroken } from './drawn-text'
import { formatTimeLeft } from './format'

interface Inside {
  /** What the asking party wants. */
  asks: keyof Words['card']['asks']
  /** Id of the element that the buttons are about. */
  about: string
  /** Tells the phone's script how to read the document: `details` for a request that is no transfer. */
  kind?: 'details'
  body: Html
}

/** The frame of every request: who asks, the time left, and the two buttons. */
export function card(approval: PendingApproval, house: House, { asks, about, kind, body }: Inside): Html {
  const { id, actor } = approval
  const words = house.words.card
  const who = html`<bdi>${visible(actor?.name ?? approval.askedBy)}</bdi>`
  const head = actor?.profile === 'user' ? words.customerAsks : words.agentAsks
  return html`<section class="card request" lang="${house.language}" aria-label="${words.name}" data-id="${id}" data-displayed="${approval.displayed}"${kind && html` data-kind="${kind}"`}
 data-seconds-left="${approval.secondsLeft.toFixed(1)}" data-seconds="${Math.round(approval.secondsInAll)}">
<div class="request-head"><span class="asks">${head(who, words.asks[asks])}</span>
<span class="time" role="timer">${words.left(html`<span data-time>${formatTimeLeft(approval.secondsLeft)}</span>`)}</span></div>
<progress class="time-bar" max="${Math.round(approval.secondsInAll)}" value="${Math.floor(approval.secondsLeft)}" aria-hidden="true"></progress>
${body}
<form class="answer-form" method="post" action="/phone/requests/${id}">
${reasonChoice(id, words.reason)}
<div class="answers">
<button class="button button-no" name="answer" value="denied" aria-describedby="${about}">${words.deny}</button>
<button class="button button-yes" name="answer" value="approved" aria-describedby="${about}${approval.marks.length > 0 && ` marks-${id}`}">${words.approve}</button>
</div>
</form>
</section>`
}

/** The reason for a no, optional and given before the tap: `Deny` itself always denies at once. */
function reasonChoice(id: string, words: Words['card']['reason']): Html {
  return html`<details class="reason"><summary>${words.open}</summary>
<fieldset><legend class="heard">${words.legend}</legend>
<label class="choice"><input type="radio" name="reason" value="wrong_amount"> ${words.wrongAmount}</label>
<label class="choice"><input type="radio" name="reason" value="not_me"> ${words.notMe}</label>
<label class="choice"><input type="radio" name="reason" value="other"> ${words.other}</label>
<label class="heard" for="words-${id}">${words.words}</label>
<input class="words" id="words-${id}" name="words" maxlength="${REASON_TEXT_MAX}" placeholder="${words.words}" autocomplete="off" hidden>
</fieldset></details>`
}

/** Puts words that another party chose into a box of their own, so that they cannot pass for rows of the card. */
export function said(label: string, shows: string, words: string): Html {
  return html`<p class="said"><span class="said-label">${label}</span> <bdi data-shows="${shows}" translate="no">${unbroken(words)}</bdi></p>`
}
