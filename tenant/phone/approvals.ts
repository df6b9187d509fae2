import type { AuthorizationDetail } from '../oidc/authorization-detail'
import { type PaymentInitiation, paymentIn } from '../oidc/payment-initiation'
import type { Sql } from '../store/database'
import type { TenantUser } from '../tenant-config'
import { readShown, type Shown } from './displayed'
import { listKnownCreditors } from './known-creditors'
import { type Mark, marksFor } from './marks'
import { listRefusals } from './refusals'

const HISTORY_MAX = 20

/** A request that waits for its customer's answer. */
export interface PendingApproval extends Shown {
  id: string
  /** The name of the client that asks. */
  askedBy: string
  /** The agent from outside, or the customer, for whom the client says that it asks; null where it asks for itself. */
  actor: { profile: 'ai_agent' | 'user'; name: string; host: string | null } | null
  /** The details of a request that is no transfer, in the order in which the client sent them. */
  sent: AuthorizationDetail[]
  /** The document that `details` and `bindingMessage` were read from. The answer's signature covers it. */
  displayed: string
  /** The tenant's own marks on the request. */
  marks: Mark[]
  secondsLeft: number
  secondsInAll: number
}

/**
 * How a request ended, as far as the tenant knows. `yes` stands until the asking client reports the outcome, which
 * Aiya's bank always does and other clients may do.
 */
export type PastState = 'yes' | 'transferred' | 'done' | 'not_made' | 'withdrawn' | 'denied' | 'expired'

/** A request that is over. */
export interface PastApproval {
  id: string
  /** The transfer; an array for any other request. */
  details: PaymentInitiation | AuthorizationDetail[]
  bindingMessage: string
  state: PastState
  endedAt: Date
}

/** The requests that wait for this customer, oldest first, so that a new one never moves the button under a thumb. */
export async function listPending(sql: Sql, user: TenantUser): Promise<PendingApproval[]> {
  const waiting = await sql<Omit<PendingApproval, keyof Shown | 'marks'>[]>`
    SELECT id, asked_by AS "askedBy", displayed, details AS sent,
           CASE WHEN actor_sub IS NOT NULL THEN json_build_object('profile', coalesce(actor_profile, 'ai_agent'), 'name', actor_name, 'host', actor_host) END AS actor,
           extract(epoch FROM expires_at - now())::float8 AS "secondsLeft",
           extract(epoch FROM expires_at - created_at)::float8 AS "secondsInAll"
    FROM tenant.approvals
    WHERE sub = ${user.sub} AND decision IS NULL AND outcome IS NULL AND expires_at > now() AND displayed IS NOT NULL
    ORDER BY created_at, id`
  if (waiting.length === 0) return []
  const [known, refusals] = await Promise.all([listKnownCreditors(sql, user.sub), listRefusals(sql, user.sub)])
  return waiting.map((approval) => {
    const shown = readShown(approval.displayed)
    const payment = shown.transfer ?? paymentIn(shown.details)
    const marks = payment ? marksFor(payment, known, refusals, user.name) : []
    return { ...approval, ...shown, marks }
  })
}

/** The requests that this customer answered or let pass, latest first. */
export async function listPast(sql: Sql, sub: string): Promise<PastApproval[]> {
  return sql<PastApproval[]>`
    SELECT id, details, binding_message AS "bindingMessage", coalesce(decided_at, outcome_at, expires_at) AS "endedAt",
           CASE WHEN decision = 'denied' THEN 'denied'
                WHEN outcome = 'posted' AND json_typeof(details) = 'array' THEN 'done'
                WHEN outcome = 'posted' THEN 'transferred'
                WHEN outcome = 'cancelled' THEN 'withdrawn'
                WHEN outcome = 'failed' OR (outcome = 'expired' AND decision = 'approved') THEN 'not_made'
                WHEN decision = 'approved' THEN 'yes'
                ELSE 'expired' END AS state
    FROM tenant.approvals
    WHERE sub = ${sub} AND (decision IS NOT NULL OR outcome IS NOT NULL OR expires_at <= now())
    ORDER BY coalesce(decided_at, outcome_at, expires_at) DESC
    LIMIT ${HISTORY_MAX}`
}
