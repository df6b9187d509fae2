import { z } from 'zod'
import { isCurrency, parseAmount } from '@/lib/ledger/amounts/money'
import { currencyCode, decimalAmount } from '@/lib/ledger/amounts/shown-amount'
import { uuid } from '@/lib/platform/text/uuid'
import { instant } from '@/lib/platform/time/instant'
import { AIYA } from '../agent'

const CREDITORS_MAX = 20
const AGENT_CHARACTERS_MAX = 1_000
const YEARS_MAX = 2

export const PERIODS = ['day', 'week', 'month'] as const
export type Period = (typeof PERIODS)[number]

const MANDATE_STATUSES = ['requested', 'active', 'denied', 'expired', 'revoked', 'ended'] as const
export type MandateStatus = (typeof MANDATE_STATUSES)[number]

/** A standing mandate as the API shows it. Amounts are decimal strings. */
export const mandate = z.strictObject({
  id: uuid,
  agent: z.string().describe('`aiya`, or the client id of another agent'),
  maxPerTransfer: decimalAmount,
  maxPerPeriod: decimalAmount,
  period: z.enum(PERIODS).describe('of UTC; a week begins on Monday'),
  currency: currencyCode,
  fromAccountId: uuid,
  toAccountIds: z.array(uuid),
  validUntil: instant,
  status: z.enum(MANDATE_STATUSES),
  usedInPeriod: decimalAmount.describe('moved on it since the present period began'),
  createdAt: instant,
})

export type Mandate = z.output<typeof mandate>

const amount = z.string('must be a decimal string').describe('with all decimals of the currency, such as "25.00"')

/** An instant in UTC; a date alone stands for its last millisecond in UTC. */
const until = z
  .union([z.iso.datetime({ offset: true }), z.iso.date()], 'must be a date, or an instant of ISO 8601')
  .transform((text) => new Date(text.length === 10 ? `${text}T23:59:59.999Z` : text))
  .refine((at) => at.getTime() > Date.now(), 'must be in the future')
  .refine((at) => at.getTime() <= yearsFromNow(YEARS_MAX), `must be within ${YEARS_MAX} years`)

/** The body of a wish for a mandate. */
export const mandateWish = z
  .strictObject({
    agent: z.string().min(1).max(AGENT_CHARACTERS_MAX).default(AIYA).describe('`aiya`, or an agent with access'),
    maxPerTransfer: amount,
    maxPerPeriod: amount,
    period: z.enum(PERIODS),
    currency: z.string().refine(isCurrency, 'must be an ISO 4217 currency code').describe('ISO 4217'),
    fromAccountId: uuid,
    toAccountIds: z
      .array(uuid)
      .min(1)
      .max(CREDITORS_MAX)
      .refine((ids) => new Set(ids).size === ids.length, 'must name each account once'),
    validUntil: until,
  })
  .transform(({ maxPerTransfer, maxPerPeriod, ...rest }, context) => {
    const [perTransfer, perPeriod] = [maxPerTransfer, maxPerPeriod].map((text) => {
      const minor = isCurrency(rest.currency) ? parseAmount(text, rest.currency) : null
      return minor !== null && minor > 0n && minor <= BigInt(Number.MAX_SAFE_INTEGER) ? minor : null
    })
    const refuse = (member: string, message: string) => context.addIssue({ code: 'custom', path: [member], message })
    const example = `must be a positive amount with the decimals of ${rest.currency}, like "25.00"`
    if (!perTransfer) refuse('maxPerTransfer', example)
    if (!perPeriod) refuse('maxPerPeriod', example)
    if (!perTransfer || !perPeriod) return z.NEVER
    if (perTransfer <= perPeriod) return { ...rest, maxPerTransferMinor: perTransfer, maxPerPeriodMinor: perPeriod }
    refuse('maxPerTransfer', 'must not be more than maxPerPeriod')
    return z.NEVER
  })

/** What a customer wants to allow an agent. `…Minor` is in minor units of `currency`. */
export type MandateWish = z.output<typeof mandateWish>

/** @throws ZodError naming each bad member; unknown members are refused. */
export function parseMandateWish(body: unknown): MandateWish {
  return mandateWish.parse(body)
}

function yearsFromNow(years: number): number {
  const then = new Date()
  return then.setUTCFullYear(then.getUTCFullYear() + years)
}
