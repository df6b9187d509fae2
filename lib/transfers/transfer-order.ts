import { createHash } from 'node:crypto'
import { z } from 'zod'
import { MEMO_CHARACTERS_MAX } from '@/lib/text/limits'
import { printableText } from '@/lib/text/printable-text'
import { uuid } from '@/lib/text/uuid'
import { isCurrency, parseAmount } from './money'

/** What is written with a transfer for its receiver to read. */
export const memo = printableText(MEMO_CHARACTERS_MAX)

const body = z
  .strictObject({
    fromAccountId: uuid,
    toAccountId: uuid,
    amount: z.string('must be a decimal string'),
    currency: z.string().refine(isCurrency, 'must be an ISO 4217 currency code'),
    memo: memo.nullish().transform((text) => text || null),
  })
  .transform(({ amount, ...order }, context) => {
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
  })

/** What a customer or an agent asks for. `amountMinor` is in minor units of `currency`, and positive. */
export type TransferOrder = z.output<typeof body>

/**
 * Reads an order from a request's body or a tool's arguments. Unknown members are refused.
 * @throws ZodError whose issues name each bad member.
 */
export function parseTransferOrder(input: unknown): TransferOrder {
  return body.parse(input)
}

/** SHA-256 of the order in a fixed spelling: the same order has the same digest however its JSON was written. */
export function digestOf(order: TransferOrder): string {
  const canonical = [order.fromAccountId, order.toAccountId, order.amountMinor.toString(), order.currency, order.memo]
  return createHash('sha256').update(JSON.stringify(canonical)).digest('hex')
}
