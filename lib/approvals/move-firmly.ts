import { setTimeout as sleep } from 'node:timers/promises'
import { eq } from 'drizzle-orm'
import { answerOf, DatabaseUnavailable, database } from '@/db/client'
import { approvals } from '@/db/schema'
import { timeIsUp } from '@/lib/shutdown'
import type { ApprovalStatus } from './approval-states'
import { moveApproval } from './move-approval'

const PATIENCE_MS = 30_000
const PAUSE_MS = 500

/**
 * Moves an approval that must not be left where it is: what the tenant has said, its handle or its token, exists in
 * this process alone. While the database is away it is tried again, for half a minute. A move whose answer was lost is
 * recognised by its fence.
 * @throws DatabaseUnavailable if the database stays away, or this process has to stop meanwhile.
 */
export async function moveFirmly(
  id: string,
  to: Exclude<ApprovalStatus, 'requested' | 'posted'>,
  move: { fence: bigint } & Parameters<typeof moveApproval>[2],
): Promise<boolean> {
  const deadline = performance.now() + PATIENCE_MS
  for (let again = false; ; again = true) {
    try {
      return (await moveApproval(id, to, move)) || (again && (await stands(id, to, move.fence)))
    } catch (error) {
      if (!(error instanceof DatabaseUnavailable) || timeIsUp() || performance.now() > deadline) throw error
      await sleep(PAUSE_MS)
    }
  }
}

async function stands(id: string, status: string, fence: bigint): Promise<boolean> {
  const columns = { status: approvals.status, fence: approvals.fence }
  const [row] = await answerOf(database().db.select(columns).from(approvals).where(eq(approvals.id, id)))
  return row?.status === status && row.fence === fence
}
