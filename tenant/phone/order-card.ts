import { type Member, membersOf } from '../assets/members.js'
import { visible } from '../assets/printable.js'
import type { AuthorizationDetail } from '../oidc/authorization-detail'
import { ProductOrder, StockOrder } from '../oidc/order-details'
import { type Html, html } from '../pages/html'
import type { PendingApproval } from './approvals'
import { card, said } from './card-frame'
import { markItem } from './mark-item'

type Row = [place: string, label: string]

/** The rows of each detail in the order in which a person asks. All other members follow in small print. */
const ROWS: Record<string, Row[]> = {
  product_order: [
    ['total', 'Total'],
    ['product.name', 'Product'],
    ['qty', 'Quantity'],
    ['unitPrice', 'Unit price'],
    ['merchant', 'Merchant'],
  ],
  stock_order: [
    ['ticker', 'Ticker'],
    ['side', 'Side'],
    ['qty', 'Quantity'],
  ],
  payment_initiation: [
    ['instructedAmount.amount', 'Amount'],
    ['debtorAccount.name', 'From'],
    ['debtorAccount.mask', 'From account'],
    ['creditorAccount.name', 'To'],
    ['creditorAccount.mask', 'To account'],
    ['creditorName', 'Payee'],
    ['remittanceInformationUnstructured', 'Memo'],
  ],
}

/**
 * Whether a document is an order at one of the bank's businesses, with or without the transfer that pays for it. Where the
 * tenant runs alone, a detail of the same type may have any other members.
 */
export function isOrder([order]: AuthorizationDetail[]): boolean {
  return ProductOrder.safeParse(order).success || StockOrder.safeParse(order).success
}

/** An order at a business as a card: the order, and below it the transfer that pays for it. */
export function orderCard(approval: PendingApproval): Html {
  const { id, details, bindingMessage, marks } = approval
  const [order] = details
  return card(approval, {
    asks:
      order?.side === 'sell'
        ? 'asks to sell shares'
        : order?.type === 'stock_order'
          ? 'asks to buy shares'
          : 'asks to buy',
    about: `message-${id}`,
    kind: 'details',
    body: html`<p class="asked-for" id="message-${id}"><bdi data-shows="message" translate="no">${visible(bindingMessage)}</bdi></p>
${marks.length > 0 && html`<ul class="marks" id="marks-${id}">${marks.map(markItem)}</ul>`}
${details.map((detail, index) => detailRows(detail, index))}
${approval.actor?.profile === 'ai_agent' && said('Asked by', 'actor', approval.actor.name)}`,
  })
}

function detailRows(detail: AuthorizationDetail, index: number): Html {
  const members = membersOf([detail]).map((member) => ({ ...member, place: member.place.replace(/^0\./, '') }))
  const rows = rowsOf(detail)
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
  const heading = isPayment ? html`<h3 class="small-heading">Paid by this transfer</h3>` : html``
  return html`${heading}<dl class="facts detail-facts">${shown}${rest.map((member) => factOf({ ...member, kind: 'fine' }, index))}</dl>`
}

/** The customer's limit is a price to pay at most, or for a sale a price to get at least. */
function rowsOf({ type, side }: AuthorizationDetail): Row[] {
  const known = ROWS[type] ?? []
  return type === 'stock_order'
    ? [...known, ['limitPrice', side === 'sell' ? 'At least, for each' : 'At most, for each']]
    : known
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
