import { z } from 'zod'
import { decimalsOf, isCurrency, toDecimal } from '@/lib/ledger/amounts/money'
import { uuid } from '@/lib/platform/text/uuid'
import type { Period } from './mandate'

// The limits of a mandate by the names and forms of the constraints in AP2 v0.2 (google-agentic-commerce/AP2,
// open_payment_mandate.json): a range in minor units, a budget in units, a frequency of calendar periods.

const FREQUENCY = { day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY' } as const
const currency = z.string().refine(isCurrency)
const shown = z.string().min(1).max(400)

/** Constraints that this bank can keep. A mandate with any other is void: an unknown constraint fails closed. */
export const constraint = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('payment.amount_range'),
    min: z.literal(1),
    max: z.int().positive(),
    currency,
  }),
  z.strictObject({ type: z.literal('payment.budget'), max: z.number().positive(), currency }),
  z.strictObject({ type: z.literal('payment.agent_recurrence'), frequency: z.enum(Object.values(FREQUENCY)) }),
  z.strictObject({
    type: z.literal('payment.allowed_payment_instruments'),
    allowed: z.tuple([z.strictObject({ id: uuid, type: z.literal('account'), description: shown })]),
  }),
  z.strictObject({
    type: z.literal('payment.allowed_payees'),
    allowed: z.array(z.strictObject({ id: uuid, name: shown })).min(1),
  }),
])

type Constraint = z.output<typeof constraint>

export interface MandateLimits {
  maxPerTransferMinor: bigint
  maxPerPeriodMinor: bigint
  period: Period
  currency: string
  fromAccountId: string
  toAccountIds: string[]
}

/** @param named what people call each account. */
export function constraintsFor(limits: MandateLimits, named: (accountId: string) => string): Constraint[] {
  const { currency, fromAccountId } = limits
  const from = { id: fromAccountId, type: 'account' as const, description: named(fromAccountId) }
  return [
    { type: 'payment.amount_range', min: 1, max: Number(limits.maxPerTransferMinor), currency },
    { type: 'payment.budget', max: Number(toDecimal(limits.maxPerPeriodMinor, currency)), currency },
    { type: 'payment.agent_recurrence', frequency: FREQUENCY[limits.period] },
    { type: 'payment.allowed_payment_instruments', allowed: [from] },
    { type: 'payment.allowed_payees', allowed: limits.toAccountIds.map((id) => ({ id, name: named(id) })) },
  ]
}

/**
 * Reads the limits out of a signed mandate's constraints.
 * @throws ZodError for an unknown constraint, a missing one, one that stands twice, or two currencies.
 */
export function readConstraints(constraints: unknown): MandateLimits {
  const known = z.array(constraint).length(constraint.options.length).parse(constraints)
  const range = one(known, 'payment.amount_range')
  const budget = one(known, 'payment.budget')
  const { frequency } = one(known, 'payment.agent_recurrence')
  const [from] = one(known, 'payment.allowed_payment_instruments').allowed
  const { allowed } = one(known, 'payment.allowed_payees')
  z.literal(range.currency).parse(budget.currency)
  const period = (Object.keys(FREQUENCY) as Period[]).find((each) => FREQUENCY[each] === frequency)
  return {
    maxPerTransferMinor: BigInt(range.max),
    maxPerPeriodMinor: BigInt(Math.round(budget.max * 10 ** decimalsOf(budget.currency))),
    period: period ?? 'day',
    currency: range.currency,
    fromAccountId: from.id,
    toAccountIds: allowed.map(({ id }) => id),
  }
}

function one<Type extends Constraint['type']>(known: Constraint[], type: Type): Extract<Constraint, { type: Type }> {
  const found = known.filter((each): each is Extract<Constraint, { type: Type }> => each.type === type)
  const [first] = z.array(z.custom<Extract<Constraint, { type: Type }>>()).length(1).parse(found)
  if (!first) throw new Error(`no constraint ${type}`)
  return first
}
