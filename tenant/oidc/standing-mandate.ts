import { z } from 'zod'
import { text } from './shown-text'

const WORDS_MAX = 400
const PAYEES_MAX = 20

const words = text(WORDS_MAX)
const currency = z.string().regex(/^[A-Z]{3}$/)

/** The limits once more, by the names and forms of AP2 v0.2. A detail with any other constraint is refused. */
const Constraint = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('payment.amount_range'),
    min: z.int().positive(),
    max: z.int().positive(),
    currency,
  }),
  z.strictObject({ type: z.literal('payment.budget'), max: z.number().positive(), currency }),
  z.strictObject({
    type: z.literal('payment.agent_recurrence'),
    frequency: z.enum(['DAILY', 'WEEKLY', 'MONTHLY']),
  }),
  z.strictObject({
    type: z.literal('payment.allowed_payment_instruments'),
    allowed: z.array(z.strictObject({ id: z.guid(), type: z.literal('account'), description: words })).length(1),
  }),
  z.strictObject({
    type: z.literal('payment.allowed_payees'),
    allowed: z
      .array(z.strictObject({ id: z.guid(), name: words }))
      .min(1)
      .max(PAYEES_MAX),
  }),
])

/**
 * A standing mandate: what an agent may move without asking this phone each time. The phone shows the members in this
 * order, first the words and then the same for programs.
 */
export const StandingMandate = z.strictObject({
  agent: words,
  atMostAtOnce: words,
  atMostInAll: words,
  from: words,
  to: z.array(words).min(1).max(PAYEES_MAX),
  until: words,
  constraints: z.array(Constraint).min(1).max(10),
  exp: z.int().positive(),
  agentClientId: text(1_000),
  type: z.literal('standing_mandate'),
  identifier: z.guid(),
})

const SAVINGS = '0198f0c4-7d1e-7c43-9b1f-2f6c1d5a9e12'

/** For the description of the type (detail-types.ts). */
export const MANDATE_EXAMPLE: z.infer<typeof StandingMandate> = {
  agent: 'Aiya',
  atMostAtOnce: '100.00 USD',
  atMostInAll: '200.00 USD a week (from Monday, UTC)',
  from: 'Checking ••4321',
  to: ['Savings ••8765'],
  until: '2027-06-01 00:00 UTC',
  constraints: [
    { type: 'payment.amount_range', min: 1, max: 10_000, currency: 'USD' },
    { type: 'payment.budget', max: 200, currency: 'USD' },
    { type: 'payment.agent_recurrence', frequency: 'WEEKLY' },
    {
      type: 'payment.allowed_payment_instruments',
      allowed: [{ id: '0198f0c4-7d1e-7c43-9b1f-2f6c1d5a9e11', type: 'account', description: 'Checking ••4321' }],
    },
    { type: 'payment.allowed_payees', allowed: [{ id: SAVINGS, name: 'Savings ••8765' }] },
  ],
  exp: 1_811_808_000,
  agentClientId: 'aiya',
  type: 'standing_mandate',
  identifier: '0198f0c4-7d1e-7c43-9b1f-2f6c1d5a9e10',
}
