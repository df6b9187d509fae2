import { randomUUID } from 'node:crypto'
import { toolOf } from '@/lib/ai/protected/protected-tools'
import { allDetails } from '@/lib/approvals/approved'
import { moveApproval } from '@/lib/approvals/move-approval'
import { isApproval, type PhoneRequest } from '@/lib/approvals/phone-request'
import { seal } from '@/lib/auth0/ai/seal'
import { askFor } from '../tenant/ciba'
import type { LiveBank } from './bank/live-bank'

/**
 * Asks the tenant for an approval and records its handle, as a process would that lives on.
 * @returns the handle
 */
export async function askElsewhere(live: LiveBank, approval: PhoneRequest, expirySeconds = 60): Promise<string> {
  const tool = isApproval(approval) ? toolOf(approval) : null
  const authReqId = await askFor(live.tenant, {
    binding_message: approval.bindingMessage,
    authorization_details: JSON.stringify(isApproval(approval) ? allDetails(approval) : [approval.details]),
    audience: tool?.audience() ?? live.tenant.config.agentAudience,
    scope: `openid ${tool?.scope ?? 'create:transfer'}`,
    requested_expiry: String(expirySeconds),
  })
  const pending = {
    sealedAuthReqId: await seal(authReqId),
    intervalSeconds: 1,
    expiresAt: new Date(Date.now() + expirySeconds * 1000),
  }
  await live.bank.sql`
    UPDATE approvals SET lease_owner = ${randomUUID()}, lease_until = now() + interval '1 hour' WHERE id = ${approval.id}`
  await moveApproval(approval.id, 'pending', { pending })
  return authReqId
}

/** The same, but the process dies at once. */
export async function askThenDie(live: LiveBank, approval: PhoneRequest, expirySeconds?: number): Promise<string> {
  const authReqId = await askElsewhere(live, approval, expirySeconds)
  await die(live, approval.id)
  return authReqId
}

/** Gives an approval to a process that is gone: its lease was not renewed in time. */
export async function die({ bank }: LiveBank, id: string): Promise<void> {
  await bank.sql`UPDATE approvals SET lease_owner = ${randomUUID()}, lease_until = now() - interval '1 s' WHERE id = ${id}`
}
