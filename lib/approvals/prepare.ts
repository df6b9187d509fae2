import { maskOf } from '@/lib/ledger/accounts/account'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { Refusal } from '@/lib/ledger/refusal'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { database, withDeadline } from '@/lib/platform/database/client'
import { Gatherer } from '@/lib/platform/gather'
import { uuid } from '@/lib/platform/text/uuid'
import type { ApprovedDetail } from './approved-detail'
import { bindingMessageFor } from './binding-message'
import { type ApprovalMark, marksFor, repeatMarks } from './marks'
import type { PaymentInitiation } from './payment-initiation'

/** All that the phone will show of a wish, and what the ledger holds for it. */
export interface Prepared {
  details: ApprovedDetail
  /** The transfer that is held and posted; null where nothing is paid. */
  order: TransferOrder | null
  /** The detail of `order` where `details` is another. */
  payment?: PaymentInitiation
  marks: ApprovalMark[]
  /** As `bindingMessageFor` makes them: at most 64 letters, digits, blanks and `+-_.,:#`. */
  bindingMessage: string
}

/**
 * Finds out what a wish means, from the ledger and the business alone: a model may have been told anything.
 * @param identifier the approval's id, which every detail names.
 * @throws Problem or Refusal where the wish cannot be had.
 */
export type Prepare = (customerId: string, identifier: string) => Promise<Prepared>

/** Prepares a transfer. @throws Refusal `account_not_found` unless the customer may use both accounts. */
export function prepareTransfer(order: TransferOrder): Prepare {
  return async (customerId, identifier) => {
    const details = await describePayment(customerId, order, identifier)
    const marks = [...(await marksFor(customerId, order.toAccountId)), ...(await repeatMarks(customerId, order))]
    return { details, order, marks, bindingMessage: bindingMessageFor(details, marks) }
  }
}

/**
 * The detail that the customer will be shown, read from the ledger alone: a model may have been told any name.
 * @param identifier the approval's id, which becomes the transfer's idempotency key.
 * @throws Refusal `account_not_found` unless the customer may use both accounts.
 */
export async function describePayment(
  customerId: string,
  order: TransferOrder,
  identifier: string,
): Promise<PaymentInitiation> {
  const parties = await findParties(customerId, [order.fromAccountId, order.toAccountId])
  const debtor = parties.find((party) => party.id === order.fromAccountId && party.own)
  const creditor = parties.find((party) => party.id === order.toAccountId)
  if (!debtor || !creditor) throw new Refusal('account_not_found')
  return {
    type: 'payment_initiation',
    identifier,
    instructedAmount: { currency: order.currency, amount: toDecimal(order.amountMinor, order.currency) },
    debtorAccount: { id: debtor.id, name: debtor.name, mask: maskOf(debtor.number) },
    // The customer must see the holder's name, not the payee's private name for the account.
    creditorAccount: {
      id: creditor.id,
      name: creditor.own ? creditor.name : creditor.holder,
      mask: maskOf(creditor.number),
    },
    creditorName: creditor.holder,
    ...(order.memo !== null && { remittanceInformationUnstructured: order.memo }),
  }
}

interface Party {
  id: string
  name: string
  number: string
  holder: string
  own: boolean
}

/**
 * The accounts among `ids` that the customer may pay from (own) or to: own, saved payees', merchants', and for a merchant
 * every customer's (db/functions/may_pay.sql).
 */
export function findParties(customerId: string, ids: string[]): Promise<Party[]> {
  return questions.add({ customer: customerId, ids: ids.filter((id) => uuid.safeParse(id).success) })
}

/** Questions of the same moment, of any customers, are one statement: what Postgres cannot read would spoil all of them. */
const questions = new Gatherer<{ customer: string; ids: string[] }, Party[]>((asked) => {
  const { sql } = database()
  const found = withDeadline(sql<(Party & { place: number })[]>`
    SELECT q.place, a.id, a.name, a.number, c.name AS holder, a.customer_id = q.customer AS own
    FROM ROWS FROM (jsonb_to_recordset(${JSON.stringify(asked)}) AS (customer uuid, ids uuid[])) WITH ORDINALITY AS q(customer, ids, place)
    JOIN accounts a ON a.id = ANY (q.ids) JOIN customers c ON c.id = a.customer_id
    WHERE a.customer_id = q.customer OR a.merchant
      OR EXISTS (SELECT FROM accounts own WHERE own.customer_id = q.customer AND own.merchant)
      OR EXISTS (SELECT FROM payees p WHERE p.customer_id = q.customer AND p.account_id = a.id)`)
  return asked.map(async (_, place) => (await found).filter((party) => Number(party.place) === place + 1))
})
