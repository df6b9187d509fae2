import { createHash } from 'node:crypto'
import { z } from 'zod'
import { MEMO_CHARACTERS_MAX } from '@/lib/platform/text/limits'
import { printableText } from '@/lib/platform/text/printable-text'
import { uuid } from '@/lib/platform/text/uuid'
import { isCurrency, parseAmount } from './amounts/money'

/** What is written with a transfer for its receiver to read. */
export const memo = printableText(MEMO_CHARACTERS_MAX)

/** The members of an order. */
export const orderMembers = {
  fromAccountId: uuid,
  toAccountId: uuid,
  amount: z.string('must be a decimal string').describe('with all decimals of the currency, such as "25.00"'),
  currency: z.string().refine(isCurrency, 'must be an ISO 4217 currency code').describe('ISO 4217'),
  memo: memo.nullish().transform((text) => text || null),
}

/** Reads an order's amount by its currency: `amount` becomes `amountMinor`. */
export function inMinorUnits<Order extends { amount: string; currency: string }>(
  { amount, ...order }: Order,
  context: z.RefinementCtx,
): Omit<Order, 'amount'> & { amountMinor: bigint } {
  const amountMinor = isCurrency(order.currency) ? parseAmount(amount, order.currency) : null
  if (amountMinor === null || amountMinor <= 0n) {
    context.addIssue({
      code: 'custom',
      path: ['amount'],
      message: `must be a positive amount with the decimals of ${order.currency}, like "25.00"`,
    })
    return z.NEVER
  }
  return { ...order, amountMinor }
}

/** The body of an order, and a tool's arguments. */
export const transferOrder = z.strictObject(orderMembers).transform(inMinorUnits)

/** What a customer or an agent asks for. `amountMinor` is in minor units of `currency`, and positive. */
export type TransferOrder = z.output<typeof transferOrder>

/**
 * Reads an order from a request's body or a tool's arguments. Unknown members are refused.
 * @throws ZodError whose issues name each bad member.
 */
export function parseTransferOrder(input: unknown): TransferOrder {
  return transferOrder.parse(input)
}

/** The memo of a body that is an order, as it was sent; null where there is none. */
export function memoIn(body: unknown): string | null {
  const { memo: sent } = body as { memo?: string | null }
  return sent ?? null
}

/** SHA-256 of the order in a fixed spelling: the same order has the same digest however its JSON was written. */
export function digestOf(order: TransferOrder): string {
  const canonical = [order.fromAccountId, order.toAccountId, order.amountMinor.toString(), order.currency, order.memo]
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex')
}
