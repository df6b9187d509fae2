import { z } from 'zod'

/** Every error of the API: status and title by code. Agents read the codes, so these never change. */
export const PROBLEMS = {
  invalid_request: [400, 'The request is not valid'],
  unauthenticated: [401, 'Sign in first'],
  insufficient_scope: [403, 'The token does not hold the scope'],
  approval_required: [403, 'The customer has not approved this yet'],
  approval_mismatch: [403, 'The approval is not for this'],
  agent_transfers_frozen: [403, 'The customer has frozen all transfers by agents; nothing has moved'],
  confirmation_required: [403, 'The customer wants to confirm this transfer on the phone'],
  passkey_needed: [403, 'This customer has a passkey: it is done on the phone, which asks for it'],
  phone_recovered: [
    403,
    'A recovery code has replaced this customer’s devices, and the customer has not let the phone be asked again',
  ],
  sign_in_again: [
    403,
    'Sign in again first: this needs a sign-in that is newer than the freeze and at most 5 minutes old',
  ],
  forbidden_origin: [403, 'Requests from other sites are refused'],
  account_not_found: [404, 'No such account'],
  not_found: [404, 'Not found'],
  method_not_allowed: [405, 'This address takes no such request'],
  idempotency_conflict: [409, 'This key was used for something else'],
  signed_in_as_other: [409, 'Somebody else is signed in here now'],
  conflict: [409, 'That is no longer possible'],
  body_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The body must be JSON'],
  misdirected: [421, 'This customer banks at another address of the bank'],
  insufficient_funds: [422, 'Not enough money in the account'],
  account_not_active: [422, 'An account is frozen or closed'],
  currency_mismatch: [422, 'The currencies do not match'],
  same_account: [422, 'Both accounts are the same'],
  limit_exceeded: [422, 'Over the limit'],
  out_of_stock: [422, 'Not enough in stock'],
  insufficient_shares: [422, 'Not enough shares'],
  price_limit: [422, 'The price is not within the limit'],
  too_many_approvals: [422, 'Too many requests are waiting for an answer'],
  too_many_mandates: [422, 'Twenty mandates are in force already'],
  too_many_in_turn: [429, 'One answer has asked for too many transfers'],
  too_many_in_hour: [429, 'The phone was asked too often in the last hour'],
  refused_recently: [429, 'The customer has just refused to pay this account'],
  repeated_order: [409, 'This exact transfer was just paid, and has been asked for again already'],
  asking_paused: [403, 'The customer has said no three times and is not asked until they allow it'],
  rate_limited: [429, 'Too many requests'],
  internal_error: [500, 'Something went wrong on our side'],
  unavailable: [503, 'The bank cannot be reached'],
} as const

export type ProblemCode = keyof typeof PROBLEMS

/** Whether a text is one of the codes. */
export const isProblemCode = (code: string): code is ProblemCode => Object.hasOwn(PROBLEMS, code)

/** One bad member of a request: its path, such as `amount` or `message.parts.0.text`, and the problem with it. */
const memberError = z.strictObject({ member: z.string(), message: z.string() })

export type MemberError = z.output<typeof memberError>

/** An error of the API (RFC 9457). Some kinds have further members. */
export const problemDocument = z.looseObject({
  type: z.literal('about:blank'),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(memberError).optional(),
})

interface ProblemExtras {
  detail?: string
  errors?: MemberError[]
  /** Members of this kind of problem beyond the standard ones (RFC 9457 section 3.2). */
  members?: Record<string, unknown>
  headers?: Record<string, string>
  cause?: unknown
}

/** Thrown by any code that finds that a request must not go on. `answer()` turns it into a response. */
export class Problem extends Error {
  override name = 'Problem'
  readonly status: number
  readonly extras: ProblemExtras

  constructor(
    readonly code: ProblemCode,
    extras: ProblemExtras = {},
  ) {
    super(extras.detail ?? PROBLEMS[code][1], { cause: extras.cause })
    this.status = PROBLEMS[code][0]
    this.extras = extras
  }
}

/**
 * The response for a problem: `application/problem+json` (RFC 9457) with the stable `code`. It never shows the cause.
 */
export function problemResponse({ code, status, extras }: Problem): Response {
  const { detail, errors, members, headers } = extras
  return Response.json(
    { type: 'about:blank', title: PROBLEMS[code][1], status, code, detail, errors, ...members },
    { status, headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers } },
  )
}
