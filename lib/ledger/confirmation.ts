import { z } from 'zod'
import { database, withDeadline } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { announce } from '@/lib/platform/events/announce'
import { isCurrency, limitIn, parseAmount, toDecimal } from './amounts/money'
import { currencyCode, decimalAmount } from './amounts/shown-amount'

/** When the portal asks the customer's phone too, as the API shows it. */
export const confirmation = z.strictObject({
  amounts: z
    .array(z.strictObject({ currency: currencyCode, above: decimalAmount.nullable().describe('null: no amount asks') }))
    .describe('a transfer of more than this waits for the phone'),
  firstPayments: z.boolean().describe("whether the first payment to somebody else's account waits for it"),
})

export type ShownConfirmation = z.output<typeof confirmation>

const amount = z
  .strictObject({
    currency: z.string().refine(isCurrency, 'must be an ISO 4217 currency code'),
    above: z.string().nullable(),
  })
  .transform(({ currency, above }, context) => {
    if (above === null) return { currency, minor: null }
    const minor = isCurrency(currency) ? parseAmount(above, currency) : null
    const most = isCurrency(currency) ? limitIn(currency, env().TRANSFER_LIMIT) : 0n
    if (minor !== null && minor <= most) return { currency, minor: Number(minor) }
    const message = `must have the decimals of ${currency}, like "25.00", and be at most ${toDecimal(most, currency)}, or null`
    context.addIssue({ code: 'custom', path: ['above'], message })
    return z.NEVER
  })

/** What a customer wants; a currency that is left out asks for nothing. */
export const wantedConfirmation = z.strictObject({
  amounts: z
    .array(amount)
    .max(50)
    .transform((amounts, context) => {
      if (new Set(amounts.map(({ currency }) => currency)).size < amounts.length)
        context.addIssue({ code: 'custom', message: 'must name each currency once' })
      return Object.fromEntries(amounts.flatMap(({ currency, minor }) => (minor === null ? [] : [[currency, minor]])))
    }),
  firstPayments: z.boolean(),
})

/** The same as the ledger keeps it (db/functions/set_confirmation.sql): minor units by currency. */
export interface Confirmation {
  above: Record<string, number>
  firstPayments: boolean
}

const NOTHING: Confirmation = { above: {}, firstPayments: false }

/** @throws ZodError naming the bad member. */
export function parseConfirmation(body: unknown): Confirmation {
  const { amounts, firstPayments } = wantedConfirmation.parse(body)
  return { above: amounts, firstPayments }
}

/** When the portal asks this customer's phone now, with each currency of their accounts. */
export async function readConfirmation(customerId: string): Promise<ShownConfirmation> {
  const { sql } = database()
  const [row] = await withDeadline(sql<{ now: string | null; currencies: string | null }[]>`
    SELECT phone_confirmation::text AS now,
      (SELECT jsonb_agg(DISTINCT currency) FROM accounts WHERE customer_id = ${customerId})::text AS currencies
    FROM customers WHERE id = ${customerId}`)
  const now = row?.now ? (JSON.parse(row.now) as Confirmation) : NOTHING
  return shownConfirmation(now, row?.currencies ? (JSON.parse(row.currencies) as string[]) : [])
}

/** As the API shows it, with these currencies beside those that have an amount. */
export function shownConfirmation(
  { above, firstPayments }: Confirmation,
  currencies: string[] = [],
): ShownConfirmation {
  const all = [...new Set([...currencies, ...Object.keys(above)])].sort()
  const amountIn = (currency: string) => {
    const minor = above[currency]
    return minor === undefined ? null : toDecimal(BigInt(minor), currency)
  }
  return { amounts: all.map((currency) => ({ currency, above: amountIn(currency) })), firstPayments }
}

/**
 * Lets what is stricter than before hold at once, and leaves the rest as it was.
 * @returns what holds now.
 */
export async function tightenConfirmation(customerId: string, wanted: Confirmation): Promise<Confirmation> {
  const { sql } = database()
  const [row] = await withDeadline(sql<{ now: string }[]>`
    SELECT set_confirmation(p_customer => ${customerId}, p_wanted => ${JSON.stringify(wanted)})::text AS now`)
  if (!row) throw new Error('the ledger did not say what holds')
  announce(customerId, 'approval')
  return JSON.parse(row.now) as Confirmation
}

/** Whether nothing of what is wanted is looser than what holds. */
export function isInForce(now: Confirmation, wanted: Confirmation): boolean {
  const currencies = Object.keys({ ...now.above, ...wanted.above })
  return (
    now.firstPayments === wanted.firstPayments && currencies.every((each) => now.above[each] === wanted.above[each])
  )
}
