import { z } from 'zod'
import { database, withDeadline } from '@/lib/platform/database/client'
import { uuid } from '@/lib/platform/text/uuid'
import { instant } from '@/lib/platform/time/instant'
import { toDecimal } from './amounts/money'
import { currencyCode, decimalAmount } from './amounts/shown-amount'

/** Whose payment a business asks for. */
export const paymentQuery = z.strictObject({
  subject: z.string().min(1).describe('the customer who was to pay, as the tenant names them'),
})

/** The transfer that a business asked for; null where the key has moved nothing into its account. */
export const foundPayment = z.strictObject({
  transfer: z
    .strictObject({
      id: uuid,
      status: z.literal('posted'),
      amount: decimalAmount,
      currency: currencyCode,
      createdAt: instant,
    })
    .nullable(),
})

interface PaymentRow {
  id: string
  amount: bigint
  currency: string
  created_at: string
}

/**
 * Finds what a payer's key has moved into an account of the payee.
 * @param payeeId the customer who was to be paid, and asks
 * @param payer the subject of the customer who was to pay
 */
export async function findPayment(
  payeeId: string,
  payer: string,
  key: string,
): Promise<z.input<typeof foundPayment>['transfer']> {
  const [row] = await withDeadline(database().sql<PaymentRow[]>`
    SELECT t.id, t.amount_minor AS amount, t.currency, t.created_at
    FROM transfers t JOIN customers c ON c.id = t.customer_id JOIN accounts a ON a.id = t.creditor_account_id
    WHERE c.subject = ${payer} AND t.idempotency_key = ${key} AND a.customer_id = ${payeeId}`)
  if (!row) return null
  const { id, amount, currency } = row
  return {
    id,
    status: 'posted',
    amount: toDecimal(amount, currency),
    currency,
    createdAt: new Date(row.created_at).toISOString(),
  }
}
