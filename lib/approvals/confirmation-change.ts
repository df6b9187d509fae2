import { z } from 'zod'
import type { Confirmation } from '@/lib/ledger/confirmation'
import { shownConfirmation } from '@/lib/ledger/confirmation'
import { uuid } from '@/lib/platform/text/uuid'

const BINDING_CHARACTERS_MAX = 64

const state = z.strictObject({ askAbove: z.string(), firstPayments: z.enum(['ask', 'do not ask']) })

/**
 * The authorization detail (RFC 9396) of a change that makes the portal ask the phone less often, in the words that the phone
 * shows: what holds now, and what is wanted.
 */
export const confirmationChange = z.strictObject({
  now: state,
  wanted: state,
  type: z.literal('confirmation_limit_change'),
  identifier: uuid,
})

export type ConfirmationChange = z.output<typeof confirmationChange>

/** @param identifier the approval's id. */
export function describeChange(now: Confirmation, wanted: Confirmation, identifier: string): ConfirmationChange {
  return { now: inWords(now), wanted: inWords(wanted), type: 'confirmation_limit_change', identifier }
}

/** What the phone shows in one line, or alone if it cannot show details: the whole of what is wanted, where it fits. */
export function changeMessage({ wanted }: ConfirmationChange): string {
  const amounts = wanted.askAbove === NEVER ? 'for no amount' : `above ${wanted.askAbove}`
  const whole = `Ask me ${amounts}, first payments ${wanted.firstPayments === 'ask' ? 'yes' : 'no'}`
  return whole.length <= BINDING_CHARACTERS_MAX ? whole : 'Change when this phone is asked, see the details'
}

const NEVER = 'no amount'

function inWords(confirmation: Confirmation): ConfirmationChange['now'] {
  const { amounts, firstPayments } = shownConfirmation(confirmation)
  const askAbove = amounts.map(({ currency, above }) => `${above} ${currency}`).join(', ') || NEVER
  return { askAbove, firstPayments: firstPayments ? 'ask' : 'do not ask' }
}
