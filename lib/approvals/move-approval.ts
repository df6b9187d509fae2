import { and, eq, inArray, sql } from 'drizzle-orm'
import { database, withDeadline } from '@/db/client'
import { approvals } from '@/db/schema'
import { announce } from '@/lib/events/announce'
import { type ApprovalStatus, type FailureReason, isFinal, statesBefore } from './approval-states'
import type { DenialReason } from './denial'

interface Move {
  /** The lease's fence, for the process that drives the approval. Left out for what the customer decides in the app. */
  fence?: bigint
  /** For `failed`, `denied` and `cancelled`: why, by code, with the bank's own code where the bank refused. */
  reason?: FailureReason | DenialReason | `bank_refused:${string}` | 'agents_frozen'
  /** For `pending`: the tenant's handle, sealed, how often it may be asked, and until when it stands. */
  pending?: { sealedAuthReqId: string; intervalSeconds: number; expiresAt: Date }
  /** For `approved`: the digest of the token that the approval brought (digestOfToken). */
  tokenDigest?: string
}

/**
 * The one place that moves an approval, but for `posted`, which only the posting itself can reach. A move that the
 * states do not allow, because somebody else was faster, changes nothing and answers false; so does one by a process
 * whose lease was taken over meanwhile. Reaching a final state gives the hold back in the same statement
 * (guard_approval in 0004_approval_rules.sql).
 */
export async function moveApproval(
  id: string,
  to: Exclude<ApprovalStatus, 'posted'>,
  { fence, reason, pending, tokenDigest }: Move = {},
): Promise<boolean> {
  const mine = fence === undefined ? undefined : eq(approvals.fence, fence)
  const update = database()
    .db.update(approvals)
    .set({
      status: to,
      reason: reason ?? null,
      ...pending,
      ...(tokenDigest && { tokenDigest }),
      ...(isFinal(to) && { sealedAuthReqId: null, leaseUntil: sql`now()` }),
    })
    .where(and(eq(approvals.id, id), inArray(approvals.status, statesBefore(to)), mine))
    .returning({ customerId: approvals.customerId })
  const [moved] = await withDeadline(update)
  if (!moved) return false
  announce(moved.customerId, 'approval')
  if (isFinal(to)) announce(moved.customerId, 'account')
  return true
}
