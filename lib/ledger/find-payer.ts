import { z } from 'zod'
import { database, withDeadline } from '@/lib/platform/database/client'
import { uuid } from '@/lib/platform/text/uuid'
import { isCurrency, parseAmount } from './amounts/money'
import { Refusal } from './refusal'

/** What is to be paid by an account that nobody has named. */
export const payerQuery = z
  .strictObject({
    toAccountId: uuid,
    amount: z.string(),
    currency: z.string().refine(isCurrency, 'must be an ISO 4217 currency code'),
  })
  .refine(({ amount, currency }) => !isCurrency(currency) || (parseAmount(amount, currency) ?? 0n) > 0n, {
    path: ['amount'],
    message: 'must be a positive amount with the decimals of the currency, like "25.00"',
  })

/** The account that pays. */
export const payer = z.strictObject({ fromAccountId: uuid })

/**
 * The account that a customer most likely pays this from: the first active one in the currency that has the money, a
 * checking account before savings, and a credit card last. Nothing is held.
 * @throws Refusal `insufficient_funds` where none has it.
 */
export async function findPayer(
  customerId: string,
  { toAccountId, amount, currency }: z.output<typeof payerQuery>,
): Promise<string> {
  const [found] = await withDeadline(database().sql<{ id: string }[]>`
    SELECT id FROM accounts
    WHERE customer_id = ${customerId} AND status = 'active' AND currency = ${currency} AND id <> ${toAccountId}
      AND balance_minor - held_minor - ${parseAmount(amount, currency)} >= floor_minor
    ORDER BY array_position(ARRAY['checking', 'savings', 'credit'], type), created_at, id LIMIT 1`)
  if (!found) throw new Refusal('insufficient_funds')
  return found.id
}
