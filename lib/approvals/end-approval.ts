import { and, eq, inArray } from 'drizzle-orm'
import { database, withDeadline } from '@/db/client'
import { approvals } from '@/db/schema'
import type { Ending } from '@/lib/auth0/ai/on-unauthorized'
import { log } from '@/lib/log'
import { statesBefore } from './approval-states'
import { moveApproval } from './move-approval'
import { moveFirmly } from './move-firmly'

interface Driven {
  id: string
  customerId: string
  fence: bigint
}

/**
 * Ends an approval as the tenant says. After a "not me" the database has frozen the customer's agents with the very
 * move (0004_approval_rules.sql); what else waits is then withdrawn, which only spares the customer the wait.
 */
export async function endApproval({ id, customerId, fence }: Driven, ending: NonNullable<Ending>): Promise<boolean> {
  const { status, reason } = ending
  // The tenant may say it only once: a "not me" that is lost would freeze nothing.
  const ended = await moveFirmly(id, status, { fence, ...(reason && { reason }) })
  if (ended && reason === 'not_me') {
    await withdrawAfterFreeze(customerId).catch((error: unknown) => log.warn({ err: error }, 'could not withdraw yet'))
  }
  return ended
}

/** What follows a freeze: postings under way come to their end, and what waits is withdrawn. */
export async function withdrawAfterFreeze(customerId: string): Promise<void> {
  await withDeadline(database().sql`SELECT await_agent_postings(${customerId})`)
  await cancelOpenApprovals(customerId)
}

/** Withdraws all that waits for this customer because agents are frozen, one guarded move after the other. */
export async function cancelOpenApprovals(customerId: string): Promise<void> {
  const open = and(eq(approvals.customerId, customerId), inArray(approvals.status, statesBefore('cancelled')))
  const rows = await withDeadline(database().db.select({ id: approvals.id }).from(approvals).where(open))
  for (const { id } of rows) await moveApproval(id, 'cancelled', { reason: 'agents_frozen' })
}
