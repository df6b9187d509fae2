import { formatMoney } from '../assets/money.js'
import { visible } from '../assets/printable.js'
import type { PaymentInitiation } from '../oidc/payment-initiation'
import type { House } from '../pages/house'
import { type Html, html } from '../pages/html'
import type { Language } from '../words/language'
import type { Words } from '../words/words'
import type { PastApproval, PendingApproval } from './approvals'
import { card, said } from './card-frame'
import { detailsCard } from './details-card'
import { unbroken } from './drawn-text'
import { markItem } from './mark-item'
import { isOrder, orderCard } from './order-card'

/**
 * A request as a card with its two buttons. Every text comes from the displayed document. The card carries that
 * document, for the script to compare with the screen and to sign; so a browser that translates the page must leave
 * those texts alone. The marks come from the tenant itself.
 */
export function approvalCard(approval: PendingApproval, house: House): Html {
  if (approval.transfer) return transferCard(approval, approval.transfer, house)
  return isOrder(approval.details) ? orderCard(approval, house) : detailsCard(approval, house)
}

function transferCard(approval: PendingApproval, transfer: PaymentInitiation, house: House): Html {
  const { card: words } = house.words
  const { id } = approval
  const { amount, currency } = transfer.instructedAmount
  const memo = transfer.remittanceInformationUnstructured
  return card(approval, house, {
    asks: 'transfer',
    about: `amount-${id}`,
    body: html`<p class="amount" id="amount-${id}"><span data-shows="amount" translate="no">${formatMoney(amount, currency, house.language)}</span> <span class="currency" data-shows="currency" translate="no">${currency}</span></p>
${approval.marks.length > 0 && html`<ul class="marks" id="marks-${id}">${approval.marks.map((mark) => markItem(mark, words))}</ul>`}
${approval.actor?.profile === 'ai_agent' && askedBy(approval.actor, words)}
<dl class="facts">
${row(words.from, 'from', transfer.debtorAccount.name, ['from-mask', transfer.debtorAccount.mask])}
${row(words.to, 'to', transfer.creditorAccount.name, ['to-mask', transfer.creditorAccount.mask])}
${row(words.payee, 'payee', transfer.creditorName)}
</dl>
${memo && said(words.memo, 'memo', memo)}
${said(approval.actor ? house.whoSays.forAnother : house.whoSays.itself, 'message', approval.bindingMessage)}`,
  })
}

/**
 * A past request, as one line of the history. A transfer between the customer's own accounts shows the accounts' names.
 */
export function pastItem(past: PastApproval, ownName: string, { language, words }: House): Html {
  const { id, details, bindingMessage, state, endedAt } = past
  const { what, amount } = Array.isArray(details)
    ? { what: html`<bdi>${unbroken(bindingMessage)}</bdi>`, amount: '' }
    : transferLine(details, ownName, language)
  return html`<li class="past" data-id="${id}" data-state="${state}"><span class="mark mark-${state}" aria-hidden="true"></span>
<span class="past-what"><span class="past-payee">${what}</span>
<span class="past-when"><span class="outcome">${words.phone.states[state]}</span><span class="dot"> · </span>
<time datetime="${endedAt.toISOString()}">${endedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC</time></span></span>
<span class="past-amount">${amount}</span></li>`
}

function transferLine(
  transfer: PaymentInitiation,
  ownName: string,
  language: Language,
): { what: Html; amount: string } {
  const { amount, currency } = transfer.instructedAmount
  const { name, mask } = transfer.creditorAccount
  const own = transfer.creditorName === ownName
  const what = html`<bdi>${visible(own ? name : transfer.creditorName)}</bdi>${
    own && html` <bdi class="mask">${visible(mask)}</bdi>`
  }`
  return { what, amount: formatMoney(amount, currency, language) }
}

/** The party that asks. An agent from outside chose its name, and cannot choose its host. */
function askedBy({ name, host }: NonNullable<PendingApproval['actor']>, words: Words['card']): Html {
  return html`<p class="said" data-asked-by><span class="said-label">${words.askedBy}</span> <bdi translate="no">${visible(name)}</bdi>${
    host !== null && html` (<bdi translate="no">${visible(host)}</bdi>)`
  }</p>`
}

function row(label: string, shows: string, value: string, mask?: [shows: string, value: string]): Html {
  return html`<div><dt>${label}</dt><dd><bdi data-shows="${shows}" translate="no">${visible(value)}</bdi>${
    mask && html` <bdi class="mask" data-shows="${mask[0]}" translate="no">${visible(mask[1])}</bdi>`
  }</dd></div>`
}
