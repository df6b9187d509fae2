import { database, withDeadline } from '@/db/client'
import { maskOf } from '@/lib/accounts/mask'
import type { PaymentInitiation } from '@/lib/auth0/payment-initiation'
import { toDecimal } from '@/lib/transfers/money'
import { Refusal } from '@/lib/transfers/refusal'
import type { TransferOrder } from '@/lib/transfers/transfer-order'

interface Party {
  id: string
  name: string
  number: string
  holder: string
  own: boolean
}

/**
 * What the customer will be shown, read from the ledger and from nowhere else: a model may have been told any name.
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
    // What a payee calls the account is the payee's business; the holder's name is what the customer must see.
    creditorAccount: {
      id: creditor.id,
      name: creditor.own ? creditor.name : creditor.holder,
      mask: maskOf(creditor.number),
    },
    creditorName: creditor.holder,
    ...(order.memo !== null && { remittanceInformationUnstructured: order.memo }),
  }
}

/** The accounts among `ids` that the customer may pay from (own) or to (own, and saved payees'). */
function findParties(customerId: string, ids: string[]): Promise<Party[]> {
  const { sql } = database()
  return withDeadline(sql<Party[]>`
    SELECT a.id, a.name, a.number, c.name AS holder, a.customer_id = ${customerId} AS own
    FROM accounts a JOIN customers c ON c.id = a.customer_id
    WHERE a.id IN ${sql(ids)} AND (a.customer_id = ${customerId}
      OR EXISTS (SELECT FROM payees p WHERE p.customer_id = ${customerId} AND p.account_id = a.id))`)
}
