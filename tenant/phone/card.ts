import { type Html, html } from '../pages/html'
import type { PastApproval, PendingApproval } from './approvals'
import { REASON_TEXT_MAX } from './denial-reason'
import { formatMoney, formatTimeLeft, visible } from './format'
import type { Mark } from './marks'

/**
 * A request as a card with its two buttons. All that is shown comes from the displayed document, which the card carries
 * for the script to compare with the screen and to sign: a browser that translates the page must leave those texts alone.
 * The marks are the tenant's own.
 */
export function approvalCard(approval: PendingApproval): Html {
  const { details, id } = approval
  const { amount, currency } = details.instructedAmount
  const memo = details.remittanceInformationUnstructured
  return html`<section class="card request" aria-label="Approval request" data-id="${id}" data-displayed="${approval.displayed}"
 data-seconds-left="${approval.secondsLeft.toFixed(1)}" data-seconds="${Math.round(approval.secondsInAll)}">
<div class="request-head"><span class="asks">${visible(approval.askedBy)} asks to transfer</span>
<span class="time" role="timer" aria-label="Time left"><span data-time>${formatTimeLeft(approval.secondsLeft)}</span> left</span></div>
<progress class="time-bar" max="${Math.round(approval.secondsInAll)}" value="${Math.floor(approval.secondsLeft)}" aria-hidden="true"></progress>
<p class="amount" id="amount-${id}"><span data-shows="amount" translate="no">${formatMoney(amount, currency)}</span> <span class="currency" data-shows="currency" translate="no">${currency}</span></p>
${approval.marks.length > 0 && html`<ul class="marks" id="marks-${id}">${approval.marks.map(markItem)}</ul>`}
<dl class="facts">
${row('From', 'from', details.debtorAccount.name, ['from-mask', details.debtorAccount.mask])}
${row('To', 'to', details.creditorAccount.name, ['to-mask', details.creditorAccount.mask])}
${row('Payee', 'payee', details.creditorName)}
${memo && row('Memo', 'memo', memo)}
</dl>
<p class="binding"><span class="binding-label">The chat says</span> <bdi data-shows="message" translate="no">${visible(approval.bindingMessage)}</bdi></p>
<form class="answer-form" method="post" action="/phone/requests/${id}">
${reasonChoice(id)}
<div class="answers">
<button class="button button-no" name="answer" value="denied" aria-describedby="amount-${id}">Deny</button>
<button class="button button-yes" name="answer" value="approved" aria-describedby="amount-${id}${approval.marks.length > 0 && ` marks-${id}`}">Approve</button>
</div>
</form>
</section>`
}

const OUTCOMES = { approved: 'Approved', denied: 'Denied', expired: 'Expired' }

/** A request that is over, as one line of the list below. */
export function pastItem(approval: PastApproval): Html {
  const { details, outcome, endedAt } = approval
  const { amount, currency } = details.instructedAmount
  return html`<li class="past"><span class="mark mark-${outcome}" aria-hidden="true"></span>
<span class="past-what"><bdi class="past-payee">${visible(details.creditorName)}</bdi>
<span class="past-when"><span class="outcome outcome-${outcome}">${OUTCOMES[outcome]}</span> ·
<time datetime="${endedAt.toISOString()}">${endedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC</time></span></span>
<span class="past-amount">${formatMoney(amount, currency)}</span></li>`
}

function markItem(mark: Mark): Html {
  if (mark.kind === 'first-transfer')
    return html`<li class="hint"><span>First transfer to this account from your phone</span></li>`
  return html`<li class="hint hint-warn"><span>Resembles <bdi>${visible(mark.name)}</bdi>, but is another account</span></li>`
}

/** Optional, and before the tap: `Deny` itself always denies at once. */
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

function row(label: string, shows: string, value: string, mask?: [shows: string, value: string]): Html {
  return html`<div><dt>${label}</dt><dd><bdi data-shows="${shows}" translate="no">${visible(value)}</bdi>${
    mask && html` <span class="mask" data-shows="${mask[0]}" translate="no">${visible(mask[1])}</span>`
  }</dd></div>`
}
