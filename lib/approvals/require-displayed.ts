import { and, eq } from 'drizzle-orm'
import { database, withDeadline } from '@/db/client'
import { approvals } from '@/db/schema'
import { Problem } from '@/lib/http/problem'

/**
 * What the device displayed is what the bank asked it to display. Both sides computed the hash for themselves; the bank's
 * never changes once the approval is open. An approval that this bank did not open has none to compare.
 * @param displayedHash as the token says it; a tenant that does not say is not asked.
 * @throws Problem `approval_mismatch`
 */
export async function requireDisplayed(customerId: string, id: string, displayedHash?: string): Promise<void> {
  if (displayedHash === undefined) return
  const query = database().db.select({ asked: approvals.displayedHash }).from(approvals)
  const [row] = await withDeadline(query.where(and(eq(approvals.id, id), eq(approvals.customerId, customerId))))
  if (row?.asked && row.asked !== displayedHash)
    throw new Problem('approval_mismatch', { detail: 'The device displayed something else than what was asked.' })
}
