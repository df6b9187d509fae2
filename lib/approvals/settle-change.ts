import canonicalize from 'canonicalize'
import { eq } from 'drizzle-orm'
import { approvals } from '@/db/schema'
import type { ApprovalEvidence } from '@/lib/ledger/authority'
import type { Confirmation } from '@/lib/ledger/confirmation'
import { Refusal } from '@/lib/ledger/refusal'
import { database, withDeadline } from '@/lib/platform/database/client'
import { type ConfirmationChange, describeChange } from './confirmation-change'

/**
 * Lets a change of when the phone is asked take effect that the phone has said yes to. What will hold is compared with what
 * was shown and signed: another rule, and nothing changes.
 * @throws Refusal `approval_mismatch`; as the ledger raises it, `conflict` where other settings hold by now.
 */
export async function settleChange(
  customerId: string,
  details: ConfirmationChange,
  evidence: ApprovalEvidence,
): Promise<void> {
  const { db, sql } = database()
  const { identifier: id } = details
  const [kept] = await withDeadline(db.select({ change: approvals.change }).from(approvals).where(eq(approvals.id, id)))
  const { before, wanted } = (kept?.change ?? {}) as { before?: Confirmation; wanted?: Confirmation }
  if (!before || !wanted || canonicalize(describeChange(before, wanted, id)) !== canonicalize(details))
    throw new Refusal('approval_mismatch')
  await withDeadline(sql`
    SELECT settle_confirmation(p_id => ${id}, p_customer => ${customerId}, p_evidence => ${JSON.stringify(evidence)})`)
}
