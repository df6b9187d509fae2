import { visible } from '../assets/printable.js'
import { type Html, html } from '../pages/html'
import type { PendingApproval } from './approvals'
import { REASON_TEXT_MAX } from './denial-reason'
import { formatTimeLeft } from './format'

interface Inside {
  /** The words after the name of the asking party, as in "asks to transfer". */
  asks: string
  /** Id of the element that the buttons are about. */
  about: string
  /** Tells the phone's script how to read the document: `details` for a request that is no transfer. */
  kind?: 'details'
  body: Html
}

/** The frame of every request: who asks, the time left, and the two buttons. */
export function card(approval: PendingApproval, { asks, about, kind, body }: Inside): Html {
  const { id } = approval
  return html`<section class="card request" aria-label="Approval request" data-id="${id}" data-displayed="${approval.displayed}"${kind && html` data-kind="${kind}"`}
 data-seconds-left="${approval.secondsLeft.toFixed(1)}" data-seconds="${Math.round(approval.secondsInAll)}">
<div class="request-head"><span class="asks"><bdi>${visible(approval.actor?.name ?? approval.askedBy)}</bdi>${approval.actor?.profile === 'user' ? `, ${asks.replace(/^asks/, 'ask')}` : ` ${asks}`}</span>
<span class="time" role="timer" aria-label="Time left"><span data-time>${formatTimeLeft(approval.secondsLeft)}</span> left</span></div>
<progress class="time-bar" max="${Math.round(approval.secondsInAll)}" value="${Math.floor(approval.secondsLeft)}" aria-hidden="true"></progress>
${body}
<form class="answer-form" method="post" action="/phone/requests/${id}">
${reasonChoice(id)}
<div class="answers">
<button class="button button-no" name="answer" value="denied" aria-describedby="${about}">Deny</button>
<button class="button button-yes" name="answer" value="approved" aria-describedby="${about}${approval.marks.length > 0 && ` marks-${id}`}">Approve</button>
</div>
</form>
</section>`
}

/** The reason for a no, optional and given before the tap: `Deny` itself always denies at once. */
function reasonChoice(id: string): Html {
  return html`<details class="reason"><summary>Something wrong? Say what</summary>
<fieldset><legend class="heard">Reason for denying</legend>
<label class="choice"><input type="radio" name="reason" value="wrong_amount"> Wrong amount</label>
<label class="choice"><input type="radio" name="reason" value="not_me"> Not me</label>
<label class="choice"><input type="radio" name="reason" value="other"> Something else</label>
<label class="heard" for="words-${id}">In your words</label>
<input class="words" id="words-${id}" name="words" maxlength="${REASON_TEXT_MAX}" placeholder="In your words" autocomplete="off" hidden>
</fieldset></details>`
}

/** Puts words that another party chose into a box of their own, so that they cannot pass for rows of the card. */
export function said(label: string, shows: string, words: string): Html {
  return html`<p class="said"><span class="said-label">${label}</span> <bdi data-shows="${shows}" translate="no">${visible(words)}</bdi></p>`
}
