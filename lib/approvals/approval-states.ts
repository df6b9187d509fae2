/**
 * The life of an approval. From `requested` until a final state its amount is held on the debtor's account.
 * The database asks the same table (approval_moves) before it lets a row move.
 */
const MOVES = {
  requested: ['pending', 'denied', 'expired', 'cancelled', 'failed'],
  pending: ['approved', 'denied', 'expired', 'cancelled', 'failed'],
  approved: ['posted', 'denied', 'expired', 'cancelled', 'failed'],
  posted: [],
  denied: [],
  expired: [],
  cancelled: [],
  failed: [],
} as const satisfies Record<string, readonly string[]>

export type ApprovalStatus = keyof typeof MOVES
export type FinalStatus = { [S in ApprovalStatus]: (typeof MOVES)[S] extends readonly [] ? S : never }[ApprovalStatus]

/** Every state. */
export const APPROVAL_STATUSES = Object.keys(MOVES) as ApprovalStatus[]

/** Every allowed move as a pair. A test compares these with the database's. */
export const APPROVAL_MOVES = Object.entries(MOVES).flatMap(([from, tos]) => tos.map((to) => [from, to] as const))

/** The states from which an approval may still go to `to`. */
export function statesBefore(to: ApprovalStatus): ApprovalStatus[] {
  return APPROVAL_MOVES.filter((move) => move[1] === to).map((move) => move[0] as ApprovalStatus)
}

/** Whether nothing can happen to the approval any more. */
export function isFinal(status: ApprovalStatus): status is FinalStatus {
  return MOVES[status].length === 0
}

/** The states of an approval that has not ended. */
export const OPEN_STATUSES = APPROVAL_STATUSES.filter((status) => !isFinal(status))

/** Why an approval failed, by code; the sentences for people are in outcome.ts. */
export type FailureReason =
  | 'no_device'
  | 'tenant_refused'
  | 'tenant_unavailable'
  | 'interrupted'
  | 'token_lost'
  | 'bank_refused'
  | 'bank_unavailable'
  | 'restored'
