import { eq } from 'drizzle-orm'
import { approvals } from '@/db/schema'
import { database, withDeadline } from '@/lib/platform/database/client'

/** When the approval last moved, in ISO 8601. The caller has checked whose it is. */
export async function lastMoved(id: string): Promise<string> {
  const rows = withDeadline(
    database().db.select({ at: approvals.updatedAt }).from(approvals).where(eq(approvals.id, id)),
  )
  const [row] = await rows
  if (!row) throw new Error(`the approval ${id} is gone`)
  return row.at.toISOString()
}
