import { randomUUID } from 'node:crypto'
import type { Approval } from '@/lib/approvals/approval'
import { moveApproval } from '@/lib/approvals/move-approval'
import { seal } from '@/lib/approvals/seal'
import { askFor } from '../tenant/ciba'
import type { LiveBank } from './live-bank'

/** Asks the tenant for an approval and notes its handle, as another process does that lives on. Answers the handle. */
export async function askElsewhere(live: LiveBank, approval: Approval, expirySeconds = 60): Promise<string> {
  const authReqId = await askFor(live.tenant, {
    binding_message: approval.bindingMessage,
    authorization_details: JSON.stringify([approval.details]),
    audience: live.tenant.config.agentAudience,
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

/** The same, and the process dies at once. */
export async function askThenDie(live: LiveBank, approval: Approval, expirySeconds?: number): Promise<string> {
  const authReqId = await askElsewhere(live, approval, expirySeconds)
  await die(live, approval.id)
  return authReqId
}

/** Makes an approval one of a process that is gone: nobody has renewed its lease in time. */
export async function die({ bank }: LiveBank, id: string): Promise<void> {
  await bank.sql`UPDATE approvals SET lease_owner = ${randomUUID()}, lease_until = now() - interval '1 s' WHERE id = ${id}`
}
