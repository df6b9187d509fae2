import { z } from 'zod'
import type { PaymentInitiation } from '../oidc/payment-initiation'
import type { Sql } from '../store/database'
import type { DenialReason } from './denial-reason'
import type { SignedAnswer } from './signed-answer'

/** An answer that has been written down and that the provider must hear of. */
export interface Decided {
  id: string
  authReqId: string
  decision: SignedAnswer['answer']
  details: PaymentInitiation
  reason: DenialReason | null
}

export type DecideResult =
  | { outcome: 'decided'; decided: Decided }
  | { outcome: 'unknown' | 'answered' | 'expired' | 'not_signed' }

/**
 * Writes a customer's signed answer down, with its evidence. The one statement is the whole guard: only the first
 * answer, only by the customer it is for, only before it expires, only for what was displayed, byte for byte, and only
 * by a device that has not been removed while the signature was being looked at.
 */
export async function decide(sql: Sql, sub: string, id: string, signed: SignedAnswer): Promise<DecideResult> {
  if (!z.uuid().safeParse(id).success) return { outcome: 'unknown' }
  const { answer, reason, displayed, device, jws } = signed
  const [decided] = await sql<Omit<Decided, 'reason'>[]>`
    UPDATE tenant.approvals
    SET decision = ${answer}, decided_at = now(), answer_jws = ${jws}, device_id = ${device.id},
        reason_code = ${reason?.code ?? null}, reason_text = ${reason?.code === 'other' ? reason.text : null}
    WHERE id = ${id} AND sub = ${sub} AND decision IS NULL AND expires_at > now() AND displayed = ${displayed}
      AND EXISTS (SELECT FROM tenant.devices WHERE id = ${device.id} AND sub = ${sub} AND removed_at IS NULL)
    RETURNING id, auth_req_id AS "authReqId", decision, details`
  if (decided) return { outcome: 'decided', decided: { ...decided, reason: reason ?? null } }
  const [known] = await sql<{ answered: boolean; expired: boolean }[]>`
    SELECT decision IS NOT NULL AS answered, expires_at <= now() AS expired
    FROM tenant.approvals WHERE id = ${id} AND sub = ${sub}`
  if (!known) return { outcome: 'unknown' }
  if (known.answered) return { outcome: 'answered' }
  return { outcome: known.expired ? 'expired' : 'not_signed' }
}
