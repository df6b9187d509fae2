import { and, eq, inArray, ne, or, sql } from 'drizzle-orm'
import { approvals } from '@/db/schema'
import { database, withDeadline } from '@/lib/platform/database/client'
import { onceBack } from '@/lib/platform/database/once-back'
import { announce } from '@/lib/platform/events/announce'
import { type ApprovalStatus, type FailureReason, isFinal, statesBefore } from './approval-states'
import type { DenialReason } from './denial'
import { signalApproval } from './signal-approval'

/** Why an approval was withdrawn other than by the customer in the app. */
type WithdrawnBecause = 'agents_frozen' | 'phone_recovered' | 'agent_withdrew' | 'access_revoked'

/** Trap: whether a sale that was approved has been made, only its business knows. So nobody withdraws it any more. */
const known = or(ne(approvals.kind, 'order'), ne(approvals.status, 'approved'))

interface Move {
  /** The lease's fence, for the process that drives the approval; left out for moves by anybody else. */
  fence?: bigint
  /** For `failed`, `denied` and `cancelled`: why, by code, with the bank's own code where the bank refused. */
  reason?: FailureReason | DenialReason | `bank_refused:${string}` | WithdrawnBecause
  /** For `pending`: the tenant's handle, sealed, how often it may be asked, and until when it stands. */
  pending?: { sealedAuthReqId: string; intervalSeconds: number; expiresAt: Date }
  /** For `approved`: the digest of the token that the approval brought (digestOfToken). */
  tokenDigest?: string
}

/**
 * The one place that moves an approval, but for `posted`, which only the posting itself can reach. A move that the
 * states do not allow, because somebody else was faster, changes nothing and answers false; so does one by a process
 * whose lease was taken over meanwhile. Reaching a final state gives the hold back in the same statement
 * (db/functions/guard_approval.sql).
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
    .where(
      and(
        eq(approvals.id, id),
        inArray(approvals.status, statesBefore(to)),
        mine,
        to === 'cancelled' ? known : undefined,
      ),
    )
    .returning({ customerId: approvals.customerId, createdAt: approvals.createdAt })
  const [moved] = await withDeadline(update)
  if (!moved) return false
  signalApproval(id, to, moved.createdAt)
  announce(moved.customerId, 'approval')
  if (isFinal(to)) announce(moved.customerId, 'account')
  return true
}

/**
 * Moves an approval, and retries for 45 seconds while the database is away, because only this process has the tenant's
 * handle, token or answer. A move whose confirmation was lost is recognised by its fence.
 * @throws DatabaseUnavailable if the database stays away, or this process has to stop meanwhile.
 */
export async function moveFirmly(
  id: string,
  to: Exclude<ApprovalStatus, 'requested' | 'posted'>,
  move: { fence: bigint } & Parameters<typeof moveApproval>[2],
): Promise<boolean> {
  return onceBack(async (again) => (await moveApproval(id, to, move)) || (again && (await stands(id, to, move.fence))))
}

/** Takes a row lock, which is a write, so that the answer waits until the standby has the move (decision 021). */
async function stands(id: string, status: string, fence: bigint): Promise<boolean> {
  const columns = { status: approvals.status, fence: approvals.fence }
  const query = database().db.select(columns).from(approvals).where(eq(approvals.id, id)).for('no key update')
  const [row] = await withDeadline(query)
  return row?.status === status && row.fence === fence
}
