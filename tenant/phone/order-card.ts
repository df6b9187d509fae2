import { type Member, membersOf } from '../assets/members.js'
import { visible } from '../assets/printable.js'
import type { AuthorizationDetail } from '../oidc/authorization-detail'
import { ProductOrder, StockOrder } from '../oidc/order-details'
import type { House } from '../pages/house'
import { type Html, html } from '../pages/html'
import type { Words } from '../words/words'
import type { PendingApproval } from './approvals'
import { card, said } from './card-frame'
import { markItem } from './mark-item'

type Row = [place: string, label: string]

/**
 * Whether a document is an order at one of the bank's businesses, with or without the transfer that pays for it. Where the
 * tenant runs alone, a detail of the same type may have any other members.
 */
export function isOrder([order]: AuthorizationDetail[]): boolean {
  return ProductOrder.safeParse(order).success || StockOrder.safeParse(order).success
}

/** An order at a business as a card: the order, and below it the transfer that pays for it. */
export function orderCard(approval: PendingApproval, house: House): Html {
  const { card: words } = house.words
  const { id, details, bindingMessage, marks } = approval
  const [order] = details
  return card(approval, house, {
    asks: order?.side === 'sell' ? 'sellShares' : order?.type === 'stock_order' ? 'buyShares' : 'buy',
    about: `message-${id}`,
    kind: 'details',
    body: html`<p class="asked-for" id="message-${id}"><bdi data-shows="message" translate="no">${visible(bindingMessage)}</bdi></p>
${marks.length > 0 && html`<ul class="marks" id="marks-${id}">${marks.map((mark) => markItem(mark, words))}</ul>`}
${details.map((detail, index) => detailRows(detail, index, words))}
${approval.actor?.profile === 'ai_agent' && said(words.agent, 'actor', approval.actor.name)}`,
  })
}

function detailRows(detail: AuthorizationDetail, index: number, words: Words['card']): Html {
  const members = membersOf([detail]).map((member) => ({ ...member, place: member.place.replace(/^0\./, '') }))
  const rows = rowsOf(detail, words)
  const isPayment = detail.type === 'payment_initiation'
  const shown = rows.flatMap(([place, label]) =>
    members
      .filter((member) => member.place === place)
      // The order says in large letters who is paid; the payment's own names need one line each.
      .map((member) => ({
        ...member,
        label,
        kind: isPayment && member.kind === 'name' ? ('plain' as const) : member.kind,
      }))
      .map((member) => factOf(member, index, currencyOf(detail))),
  )
  const rest = members.filter(({ place }) => !rows.some(([known]) => known === place))
  const heading = isPayment ? html`<h3 class="small-heading">${words.paidBy}</h3>` : html``
  return html`${heading}<dl class="facts detail-facts">${shown}${rest.map((member) => factOf({ ...member, kind: 'fine' }, index))}</dl>`
}

/**
 * The rows of each detail in the order in which a person asks. All other members follow in small print. The customer's
 * limit is a price to pay at most, or for a sale a price to get at least.
 */
function rowsOf({ type, side }: AuthorizationDetail, words: Words['card']): Row[] {
  const { orders } = words
  const rows: Record<string, Row[]> = {
    product_order: [
      ['total', orders.total],
      ['product.name', orders.product],
      ['qty', orders.quantity],
      ['unitPrice', orders.unitPrice],
      ['merchant', orders.merchant],
    ],
    stock_order: [
      ['ticker', orders.ticker],
      ['side', orders.side],
      ['qty', orders.quantity],
      ['limitPrice', side === 'sell' ? orders.atLeast : orders.atMost],
    ],
    payment_initiation: [
      ['instructedAmount.amount', orders.amount],
      ['debtorAccount.name', words.from],
      ['debtorAccount.mask', orders.fromAccount],
      ['creditorAccount.name', words.to],
      ['creditorAccount.mask', orders.toAccount],
      ['creditorName', words.payee],
      ['remittanceInformationUnstructured', words.memo],
    ],
  }
  return rows[type] ?? []
}

function currencyOf({ currency, instructedAmount }: AuthorizationDetail): string {
  const amount = instructedAmount as { currency?: unknown } | undefined
  return String(amount?.currency ?? currency ?? '')
}

function factOf(
  { place, label, text, kind }: Omit<Member, 'kind'> & { kind: Member['kind'] | 'fine' },
  index: number,
  currency = '',
): Html {
  const beside = kind === 'money' && html` <span class="currency" translate="no">${visible(currency)}</span>`
  return html`<div class="fact-${kind}"><dt>${visible(label)}</dt><dd><bdi data-shows="${index}.${place}" translate="no">${visible(text)}</bdi>${beside}</dd></div>`
}
