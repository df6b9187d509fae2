/** Every error the API answers with: status and title by code. The codes are what agents read, and stay as they are. */
const PROBLEMS = {
  invalid_request: [400, 'The request is not valid'],
  unauthenticated: [401, 'Sign in first'],
  insufficient_scope: [403, 'The token does not allow transfers'],
  approval_mismatch: [403, 'The approval is not for this transfer'],
  agent_transfers_frozen: [403, 'The customer has frozen all transfers by agents; nothing has moved'],
  sign_in_again: [
    403,
    'Sign in again first: this needs a sign-in that is newer than the freeze and at most 5 minutes old',
  ],
  forbidden_origin: [403, 'Requests from other sites are refused'],
  account_not_found: [404, 'No such account'],
  not_found: [404, 'Not found'],
  idempotency_conflict: [409, 'This key was used for another transfer'],
  conflict: [409, 'That is no longer possible'],
  body_too_large: [413, 'The body is too large'],
  unsupported_media_type: [415, 'The body must be JSON'],
  insufficient_funds: [422, 'Not enough money in the account'],
  account_not_active: [422, 'An account is frozen or closed'],
  currency_mismatch: [422, 'The currencies do not match'],
  same_account: [422, 'Both accounts are the same'],
  limit_exceeded: [422, 'Over the limit'],
  too_many_approvals: [422, 'Too many requests are waiting for an answer'],
  rate_limited: [429, 'Too many requests'],
  internal_error: [500, 'Something went wrong on our side'],
  unavailable: [503, 'The bank cannot be reached'],
} as const

export type ProblemCode = keyof typeof PROBLEMS

/** One bad member of a request: a path such as `amount` or `message.parts.0.text`, and what is wrong with it. */
export interface MemberError {
  member: string
  message: string
}

interface ProblemExtras {
  detail?: string
  errors?: MemberError[]
  headers?: Record<string, string>
  cause?: unknown
}

/** Thrown by whatever finds that a request must not go on; answered in one place, `answer()`. */
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

/** The answer for a problem: `application/problem+json` (RFC 9457) with the stable `code`. Never shows the cause. */
export function problemResponse({ code, status, extras }: Problem): Response {
  const { detail, errors, headers } = extras
  return Response.json(
    { type: 'about:blank', title: PROBLEMS[code][1], status, code, detail, errors },
    { status, headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store', ...headers } },
  )
}
