import { type Html, html } from '../pages/html'
import type { PastApproval, PendingApproval } from './approvals'
import { formatMoney, formatTimeLeft, visible } from './format'

/** A request as a card with its two buttons. Works as a plain form; the script only makes it smoother. */
export function approvalCard(approval: PendingApproval): Html {
  const { details, id } = approval
  const { amount, currency } = details.instructedAmount
  const memo = details.remittanceInformationUnstructured
  return html`<section class="card request" aria-label="Approval request" data-id="${id}"
 data-seconds-left="${approval.secondsLeft.toFixed(1)}" data-seconds="${Math.round(approval.secondsInAll)}">
<div class="request-head"><span class="asks">${visible(approval.askedBy)} asks to transfer</span>
<span class="time" role="timer" aria-label="Time left"><span data-time>${formatTimeLeft(approval.secondsLeft)}</span> left</span></div>
<progress class="time-bar" max="${Math.round(approval.secondsInAll)}" value="${Math.floor(approval.secondsLeft)}" aria-hidden="true"></progress>
<p class="amount" id="amount-${id}">${formatMoney(amount, currency)} <span class="currency">${currency}</span></p>
<dl class="facts">
${row('From', details.debtorAccount.name, details.debtorAccount.mask)}
${row('To', details.creditorAccount.name, details.creditorAccount.mask)}
${row('Payee', details.creditorName)}
${memo && row('Memo', memo)}
</dl>
<p class="binding"><span class="binding-label">The chat says</span> <bdi>${visible(approval.bindingMessage)}</bdi></p>
<form class="answers" method="post" action="/phone/requests/${id}">
<button class="button button-no" name="answer" value="denied" aria-describedby="amount-${id}">Deny</button>
<button class="button button-yes" name="answer" value="approved" aria-describedby="amount-${id}">Approve</button>
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

function row(label: string, value: string, mask?: string): Html {
  return html`<div><dt>${label}</dt><dd><bdi>${visible(value)}</bdi>${mask && html` <span class="mask">${visible(mask)}</span>`}</dd></div>`
}
