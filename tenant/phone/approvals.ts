import type { PaymentInitiation } from '../oidc/payment-initiation'
import type { Sql } from '../store/database'
import type { TenantUser } from '../tenant-config'
import { type Displayed, readDisplayed } from './displayed'
import { listKnownCreditors } from './known-creditors'
import { type Mark, marksFor } from './marks'

const HISTORY_MAX = 20

/** A request that waits for its customer's answer. */
export interface PendingApproval extends Displayed {
  id: string
  /** Name of the client that asks. */
  askedBy: string
  /** The document that `details` and `bindingMessage` were read from, and that the answer's signature covers. */
  displayed: string
  /** What the tenant itself has to say about it. */
  marks: Mark[]
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
export async function listPending(sql: Sql, user: TenantUser): Promise<PendingApproval[]> {
  const waiting = await sql<Omit<PendingApproval, keyof Displayed | 'marks'>[]>`
    SELECT id, asked_by AS "askedBy", displayed,
           extract(epoch FROM expires_at - now())::float8 AS "secondsLeft",
           extract(epoch FROM expires_at - created_at)::float8 AS "secondsInAll"
    FROM tenant.approvals
    WHERE sub = ${user.sub} AND decision IS NULL AND expires_at > now() AND displayed IS NOT NULL
    ORDER BY created_at, id`
  if (waiting.length === 0) return []
  const known = await listKnownCreditors(sql, user.sub)
  return waiting.map((approval) => {
    const shown = readDisplayed(approval.displayed)
    return { ...approval, ...shown, marks: marksFor(shown.details, known, user.name) }
  })
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
