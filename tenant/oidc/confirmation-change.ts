import { z } from 'zod'
import { text } from './shown-text'

const STATE_MAX = 200

const State = z.strictObject({ askAbove: text(STATE_MAX), firstPayments: z.enum(['ask', 'do not ask']) })

/**
 * A change of when the bank's portal asks this phone: today's rule and the wanted one. Only the bank may ask for it.
 * The phone shows the members in this order.
 */
export const ConfirmationChange = z.strictObject({
  now: State,
  wanted: State,
  type: z.literal('confirmation_limit_change'),
  identifier: z.guid(),
})

export type ConfirmationChange = z.infer<typeof ConfirmationChange>
