import { z } from 'zod'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { uuid } from '@/lib/platform/text/uuid'
import { localDate, minuteInUtc } from '@/lib/platform/time/day-start'
import { constraint, constraintsFor, type MandateLimits } from './constraints'

const BINDING_CHARACTERS_MAX = 64
const NOT_ALLOWED = /[^A-Za-z0-9 +\-_.,:#]/g
const A_PERIOD = { day: 'a day (UTC)', week: 'a week (from Monday, UTC)', month: 'a calendar month (UTC)' }

/**
 * The authorization detail (RFC 9396) of a standing mandate. The first members say it in words, in the order in which the
 * phone shows them; the constraints say the same by AP2's names, for programs. The device signs both.
 */
export const standingMandate = z.strictObject({
  agent: z.string(),
  atMostAtOnce: z.string(),
  atMostInAll: z.string(),
  from: z.string(),
  to: z.array(z.string()).min(1),
  until: z.string(),
  constraints: z.array(constraint),
  exp: z.int().positive().describe('seconds since 1970'),
  agentClientId: z.string(),
  type: z.literal('standing_mandate'),
  identifier: uuid,
})

export type StandingMandate = z.output<typeof standingMandate>

interface Described {
  limits: MandateLimits
  agent: { clientId: string; name: string; host: string | null }
  validUntil: Date
  /** What the ledger calls each account, with the holder where it is somebody else's. */
  named: (accountId: string) => string
}

/** The limits as the phone shows them in large letters. */
export function limitWords({ currency, period, ...limits }: MandateLimits, validUntil: Date) {
  return {
    atMostAtOnce: `${toDecimal(limits.maxPerTransferMinor, currency)} ${currency}`,
    atMostInAll: `${toDecimal(limits.maxPerPeriodMinor, currency)} ${currency} ${A_PERIOD[period]}`,
    until: minuteInUtc(validUntil),
  }
}

/** @param identifier the approval's id, which is the mandate's. */
export function describeMandate({ limits, agent, validUntil, named }: Described, identifier: string): StandingMandate {
  const { until, ...amounts } = limitWords(limits, validUntil)
  return {
    agent: agent.host === null ? agent.name : `${agent.name} (${agent.host})`,
    ...amounts,
    from: named(limits.fromAccountId),
    to: limits.toAccountIds.map(named),
    until,
    constraints: constraintsFor(limits, named),
    exp: Math.floor(validUntil.getTime() / 1000),
    agentClientId: agent.clientId,
    type: 'standing_mandate',
    identifier,
  }
}

/**
 * What the phone shows in one line, or alone if it cannot show details: the amounts and the end, and as much of the
 * agent's name as fits.
 * @param timeZone in which the last day is the customer's (IANA)
 */
export function mandateMessage({ limits, agent, validUntil }: Described, timeZone: string): string {
  const { currency, period } = limits
  const [once, all] = [limits.maxPerTransferMinor, limits.maxPerPeriodMinor].map((minor) => toDecimal(minor, currency))
  const whole = `: ${once} ${currency} at once, ${all} a ${period}, to ${localDate(validUntil, timeZone)}`
  if (whole.length >= BINDING_CHARACTERS_MAX) return 'A standing mandate, see the details'
  const name = agent.name.normalize('NFKD').replace(NOT_ALLOWED, '').replace(/ +/g, ' ')
  return `${name.slice(0, BINDING_CHARACTERS_MAX - whole.length).trim() || 'Agent'}${whole}`.slice(
    0,
    BINDING_CHARACTERS_MAX,
  )
}
