import { z } from 'zod'
import { Problem } from '@/lib/platform/http/problem'
import { isCurrency, parseAmount, toDecimal } from './amounts/money'
import { currencyCode, decimalAmount } from './amounts/shown-amount'
import { limitWords } from './limit-words'

/** Why the bank's own rules refuse an order; the API's codes. */
const CODES = [
  'account_not_found',
  'same_account',
  'account_not_active',
  'currency_mismatch',
  'limit_exceeded',
  'insufficient_funds',
  'idempotency_conflict',
  'conflict',
  'approval_required',
  'approval_mismatch',
  'agent_transfers_frozen',
  'confirmation_required',
  'phone_recovered',
  'too_many_approvals',
  'too_many_mandates',
  'too_many_in_turn',
  'too_many_in_hour',
  'refused_recently',
  'repeated_order',
  'asking_paused',
  'sign_in_again',
] as const
export type RefusalCode = (typeof CODES)[number]

/** The limit that an order is over, and what is left of it: decimal strings. `renewsAt` is null where it never does. */
export const reachedLimit = z.object({
  currency: currencyCode,
  limit: decimalAmount,
  left: decimalAmount,
  renewsAt: z.iso.datetime().nullable(),
})

export type ReachedLimit = z.output<typeof reachedLimit>

/** A rule of the bank refuses an order. Nothing has moved, and the idempotency key stays unused. */
export class Refusal extends Problem {
  override name = 'Refusal'
  /**
   * @param limit with `limit_exceeded`: which one.
   * @param until when a temporary refusal ends: ISO 8601, in UTC.
   */
  constructor(
    override readonly code: RefusalCode,
    readonly limit?: ReachedLimit,
    readonly until?: string,
  ) {
    // Agents and businesses hand these words on, and know no time zone of the customer's.
    const told = limit && { members: { ...limit }, detail: limitWords(limit, 'UTC') }
    super(code, { cause: 'a rule of the bank', ...told })
    this.message = code
  }
}

/** The class of SQLSTATE under which the ledger's functions refuse; the message is the code (db/functions/refuse.sql). */
export const REFUSED = 'BK001'

/**
 * Turns the ledger's refusal into a Refusal and returns every other error unchanged, an unknown code included. A proxy
 * such as PL/Proxy may put words before the code.
 */
export function asRefusal(error: unknown): unknown {
  if (!(error instanceof Error) || !('code' in error) || error.code !== REFUSED) return error
  const word = /\w+$/.exec(error.message.trimEnd())?.[0]
  const code = CODES.find((each) => each === word)
  if (!code) return error
  const detail = 'detail' in error ? error.detail : undefined
  return new Refusal(code, code === 'limit_exceeded' ? limitIn(detail) : undefined, untilIn(detail))
}

const minor = z
  .string()
  .regex(/^\d{1,19}$/)
  .transform(BigInt)
/** As db/functions/refuse_limit.sql writes it. */
const limitDetail = z.object({
  currency: z.string().refine(isCurrency),
  limitMinor: minor,
  leftMinor: minor,
  renewsAt: z.iso.datetime().nullable(),
})

/** The limit that refuse_limit has told, as its text or as JSON that was read; undefined where there is none. */
export function limitIn(detail: unknown): ReachedLimit | undefined {
  try {
    const told: unknown = typeof detail === 'string' ? JSON.parse(detail) : detail
    const { currency, limitMinor, leftMinor, renewsAt } = limitDetail.parse(told)
    return { currency, limit: toDecimal(limitMinor, currency), left: toDecimal(leftMinor, currency), renewsAt }
  } catch {
    return undefined
  }
}

/** The same as refuse_limit would have told it. */
export function limitDetailOf({ currency, limit, left, renewsAt }: ReachedLimit): string {
  if (!isCurrency(currency)) throw new Error(`no such currency: ${currency}`)
  const minorOf = (amount: string) => String(parseAmount(amount, currency))
  return JSON.stringify({ currency, limitMinor: minorOf(limit), leftMinor: minorOf(left), renewsAt })
}

/** As db/functions/refuse_until.sql writes it. */
const untilDetail = z.object({ until: z.iso.datetime() })

function untilIn(detail: unknown): string | undefined {
  try {
    return untilDetail.parse(JSON.parse(String(detail))).until
  } catch {
    return undefined
  }
}
