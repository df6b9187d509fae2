import { eq } from 'drizzle-orm'
import { database, withDeadline } from '@/db/client'
import { onceBack } from '@/db/once-back'
import { approvals } from '@/db/schema'
import type { ApprovalStatus } from './approval-states'
import { moveApproval } from './move-approval'

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
  return onceBack(async (again) => (await moveApproval(id, to, move)) || (again && (await stands(id, to, move.fence))))
}

async function stands(id: string, status: string, fence: bigint): Promise<boolean> {
  const columns = { status: approvals.status, fence: approvals.fence }
  const [row] = await withDeadline(database().db.select(columns).from(approvals).where(eq(approvals.id, id)))
  return row?.status === status && row.fence === fence
}
