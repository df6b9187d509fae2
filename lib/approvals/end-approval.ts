import { and, eq, inArray, ne, type SQL } from 'drizzle-orm'
import { approvals } from '@/db/schema'
import { database, withDeadline } from '@/lib/platform/database/client'
import { log } from '@/lib/platform/log'
import { PORTAL } from './agent'
import { statesBefore } from './approval-states'
import type { Ending } from './ending'
import { moveApproval, moveFirmly } from './move-approval'

interface Driven {
  id: string
  customerId: string
  fence: bigint
}

/**
 * Ends an approval as the tenant says. The move for a "not me" also freezes the customer's agents (guard_approval.sql);
 * the other open approvals are withdrawn after it, since they could not be posted any more.
 */
export async function endApproval({ id, customerId, fence }: Driven, ending: NonNullable<Ending>): Promise<boolean> {
  const { status, reason } = ending
  // Retried, because the tenant may say "not me" only once, and a lost one would freeze nothing.
  const ended = await moveFirmly(id, status, { fence, ...(reason && { reason }) })
  if (ended && reason === 'not_me') {
    await withdrawAfterFreeze(customerId).catch((error: unknown) => log.warn({ err: error }, 'could not withdraw yet'))
  }
  return ended
}

/** After a freeze: waits for the agents' postings under way, then withdraws what agents have asked for. */
export async function withdrawAfterFreeze(customerId: string): Promise<void> {
  await withDeadline(database().sql`SELECT await_agent_postings(${customerId})`)
  await cancelOpenApprovals(customerId)
}

/** Withdraws what agents have asked for because they are frozen, one guarded move after the other. The customer's own stays. */
export async function cancelOpenApprovals(customerId: string): Promise<void> {
  const byAgents = and(eq(approvals.customerId, customerId), ne(approvals.agentClientId, PORTAL))
  await withdraw(byAgents, 'agents_frozen')
}

/** Withdraws all that waits for the phone, the customer's own too, because the devices that would answer were lost. */
export async function withdrawAfterRecovery(customerId: string): Promise<void> {
  await withDeadline(database().sql`SELECT await_agent_postings(${customerId})`)
  await withdraw(eq(approvals.customerId, customerId), 'phone_recovered')
}

/** Withdraws this agent's open approvals because the customer has taken back its access. */
export async function withdrawForAgent(customerId: string, clientId: string): Promise<void> {
  const asked = and(eq(approvals.customerId, customerId), eq(approvals.agentClientId, clientId))
  await withdraw(asked, 'access_revoked')
}

async function withdraw(
  whose: SQL | undefined,
  reason: 'agents_frozen' | 'phone_recovered' | 'access_revoked',
): Promise<void> {
  const open = and(whose, inArray(approvals.status, statesBefore('cancelled')))
  const rows = await withDeadline(database().db.select({ id: approvals.id }).from(approvals).where(open))
  for (const { id } of rows) await moveApproval(id, 'cancelled', { reason })
}
