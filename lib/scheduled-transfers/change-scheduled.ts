import { z } from 'zod'
import { moveApproval } from '@/lib/approvals/move-approval'
import { tellTenant } from '@/lib/auth0/ai/tell-tenant'
import { database, withDeadline } from '@/lib/platform/database/client'
import { announce } from '@/lib/platform/events/announce'
import { Problem } from '@/lib/platform/http/problem'
import { localDate } from '@/lib/platform/time/day-start'
import { getScheduled } from './list-scheduled'
import { dueFrom } from './occurrences'
import type { ScheduledTransfer } from './scheduled-transfer'

/** The body of a change. */
export const scheduledChange = z.strictObject({ status: z.enum(['active', 'paused'], 'must be "active" or "paused"') })

/**
 * Ends a scheduled transfer, and withdraws what its last day still waits for on the phone. Waits for a posting that is under
 * way: nothing moves any more once it is answered, but for what the phone has approved before.
 * @throws Problem `not_found`; `conflict` once it is over
 */
export async function endScheduled(customerId: string, id: string): Promise<ScheduledTransfer> {
  const found = await getScheduled(customerId, id)
  const ended = await withDeadline(database().sql`
    UPDATE scheduled_transfers SET status = 'cancelled', next_on = NULL, look_after = NULL
    WHERE id = ${found.id} AND status IN ('active', 'paused') RETURNING id`)
  if (ended.length > 0) await withdrawWaiting(found)
  return changed(customerId, id, ended.length)
}

/**
 * Withdraws the request of a scheduled transfer's last day, where it still waits. The last day is read anew: the phone may
 * have been asked meanwhile.
 */
async function withdrawWaiting({ id }: ScheduledTransfer): Promise<void> {
  const [last] = await withDeadline(database().sql<{ approvalId: string | null }[]>`
    SELECT approval_id AS "approvalId" FROM scheduled_runs WHERE scheduled_id = ${id} ORDER BY due_on DESC LIMIT 1`)
  if (last?.approvalId && (await moveApproval(last.approvalId, 'cancelled'))) tellTenant()
}

/**
 * Pauses a scheduled transfer, or lets it go on. The days that passed meanwhile are left out.
 * @throws Problem `not_found`; `conflict` where it is not as it was, or has no day left
 */
export async function changeScheduled(
  customerId: string,
  id: string,
  { status }: z.output<typeof scheduledChange>,
): Promise<ScheduledTransfer> {
  const found = await getScheduled(customerId, id)
  if (found.status === status) return found
  const { sql } = database()
  if (status === 'paused') {
    const paused = await withDeadline(sql`
      UPDATE scheduled_transfers SET status = 'paused' WHERE id = ${found.id} AND status = 'active' RETURNING id`)
    return changed(customerId, id, paused.length)
  }
  const today = localDate(new Date(), found.timeZone)
  const from = found.nextOn && found.nextOn > today ? found.nextOn : today
  const due = dueFrom(found, from, found.timeZone)
  if (!due) throw new Problem('conflict', { detail: 'No day is left for it.' })
  const resumed = await withDeadline(sql`
    UPDATE scheduled_transfers SET status = 'active', next_on = ${due.on}, look_after = ${due.at.toISOString()}
    WHERE id = ${found.id} AND status = 'paused' RETURNING id`)
  return changed(customerId, id, resumed.length)
}

async function changed(customerId: string, id: string, rows: number): Promise<ScheduledTransfer> {
  if (rows === 0) throw new Problem('conflict', { detail: 'This scheduled transfer is over.' })
  announce(customerId, 'account')
  return getScheduled(customerId, id)
}
