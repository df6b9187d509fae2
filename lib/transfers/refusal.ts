/** Why the bank's own rules refuse an order; the API's codes. */
export type RefusalCode =
  | 'account_not_found'
  | 'same_account'
  | 'account_not_active'
  | 'currency_mismatch'
  | 'limit_exceeded'
  | 'insufficient_funds'
  | 'idempotency_conflict'
  | 'approval_mismatch'
  | 'agent_transfers_frozen'
  | 'too_many_approvals'
  | 'sign_in_again'

/** Thrown when a rule refuses an order. Nothing has moved and nothing is remembered. */
export class Refusal extends Error {
  override name = 'Refusal'
  constructor(readonly code: RefusalCode) {
    super(code)
  }
}

/** The class of SQLSTATE under which the ledger's functions refuse; the message is the code. */
const REFUSED = 'BK001'

/** Turns the ledger's refusal into a Refusal and leaves every other error as it is. */
export function asRefusal(error: unknown): unknown {
  if (error instanceof Error && 'code' in error && error.code === REFUSED)
    return new Refusal(error.message as RefusalCode)
  return error
}
