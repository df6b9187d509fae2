import type { PaymentInitiation } from '../oidc/payment-initiation'
import type { Sql } from '../store/database'

const HISTORY_MAX = 20

/** A request that waits for its customer's answer. */
export interface PendingApproval {
  id: string
  /** Name of the client that asks. */
  askedBy: string
  bindingMessage: string
  details: PaymentInitiation
  secondsLeft: number
  secondsInAll: number
}

/** A request that was answered, or that nobody answered in time. */
export interface PastApproval {
  id: string
  details: PaymentInitiation
  outcome: 'approved' | 'denied' | 'expired'
  endedAt: Date
}

/** What waits for this customer, oldest first, so that a new one never moves the button under a thumb. */
export async function listPending(sql: Sql, sub: string): Promise<PendingApproval[]> {
  return sql<PendingApproval[]>`
    SELECT id, asked_by AS "askedBy", binding_message AS "bindingMessage", details,
           extract(epoch FROM expires_at - now())::float8 AS "secondsLeft",
           extract(epoch FROM expires_at - created_at)::float8 AS "secondsInAll"
    FROM tenant.approvals
    WHERE sub = ${sub} AND decision IS NULL AND expires_at > now()
    ORDER BY created_at, id`
}

/** What this customer answered or let pass before, latest first. */
export async function listPast(sql: Sql, sub: string): Promise<PastApproval[]> {
  return sql<PastApproval[]>`
    SELECT id, details, coalesce(decision, 'expired') AS outcome, coalesce(decided_at, expires_at) AS "endedAt"
    FROM tenant.approvals
    WHERE sub = ${sub} AND (decision IS NOT NULL OR expires_at <= now())
    ORDER BY coalesce(decided_at, expires_at) DESC
    LIMIT ${HISTORY_MAX}`
}
