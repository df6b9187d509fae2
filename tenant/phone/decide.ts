import { z } from 'zod'
import type { PaymentInitiation } from '../oidc/payment-initiation'
import type { Sql } from '../store/database'

export type Decision = 'approved' | 'denied'

/** An answer that has been written down and that the provider must hear of. */
export interface Decided {
  id: string
  authReqId: string
  decision: Decision
  details: PaymentInitiation
}

export type DecideResult = { outcome: 'decided'; decided: Decided } | { outcome: 'unknown' | 'answered' | 'expired' }

/**
 * Writes a customer's answer down. The one statement is the whole guard: only the first answer, only by the customer it
 * is for, only before it expires.
 */
export async function decide(sql: Sql, sub: string, id: string, decision: Decision): Promise<DecideResult> {
  if (!z.uuid().safeParse(id).success) return { outcome: 'unknown' }
  const [decided] = await sql<Decided[]>`
    UPDATE tenant.approvals SET decision = ${decision}, decided_at = now()
    WHERE id = ${id} AND sub = ${sub} AND decision IS NULL AND expires_at > now()
    RETURNING id, auth_req_id AS "authReqId", decision, details`
  if (decided) return { outcome: 'decided', decided }
  const [known] = await sql<{ answered: boolean }[]>`
    SELECT decision IS NOT NULL AS answered FROM tenant.approvals WHERE id = ${id} AND sub = ${sub}`
  if (!known) return { outcome: 'unknown' }
  return { outcome: known.answered ? 'answered' : 'expired' }
}
