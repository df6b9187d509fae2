import { randomUUID } from 'node:crypto'
import { vi } from 'vitest'
import { type Approval, getApproval } from '@/lib/approvals/approval'
import { type ApprovalStatus, isFinal } from '@/lib/approvals/approval-states'
import { paymentOf } from '@/lib/approvals/approved'
import { listApprovals } from '@/lib/approvals/list-approvals'
import { moveApproval } from '@/lib/approvals/move-approval'
import { OPEN_APPROVALS_MAX, type OpenedApproval, openApproval } from '@/lib/approvals/open-approval'
import { postTransfer } from '@/lib/ledger/post-transfer'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { approvedBy } from '../ledger/ledger'
import { ownersDatabase } from './seeded-bank'

/** Forgets this customer's earlier requests and noes, so that a test may ask as often as it likes. */
export async function letAiyaAsk(customerId: string): Promise<void> {
  await ownersDatabase().sql`UPDATE customers SET asking_resumed_at = clock_timestamp() WHERE id = ${customerId}`
}

/** Opens an approval as Aiya's tool does. */
export async function openFor(
  customer: { id: string },
  order: TransferOrder,
  chatId: string = randomUUID(),
): Promise<OpenedApproval> {
  await letAiyaAsk(customer.id)
  return openApproval({ customerId: customer.id, order, chatId, toolCallId: 'call_test' })
}

/** Opens as many of the customer's own requests in the portal as may wait. */
export async function crowd(customer: { id: string }, order: TransferOrder): Promise<void> {
  for (let n = 0; n < OPEN_APPROVALS_MAX; n++)
    await openApproval({ customerId: customer.id, order, portalKey: randomUUID() })
}

/** Opens an approval and moves it to `status` by the allowed moves. */
export async function openIn(
  status: ApprovalStatus,
  customer: { id: string },
  order: TransferOrder,
): Promise<Approval> {
  const { id } = await openFor(customer, order)
  if (status === 'pending' || status === 'approved' || status === 'posted') await moveApproval(id, 'pending')
  if (status === 'approved' || status === 'posted') await moveApproval(id, 'approved')
  if (status === 'posted') await postTransfer(order, approvedBy(customer, id), id)
  else if (status !== 'requested') await moveApproval(id, status)
  return getApproval(customer.id, id)
}

/** Waits until the customer's newest approval with this memo has ended, and returns it. */
export function untilEnded(customerId: string, memo: string): Promise<Approval> {
  const ended = async () => {
    const all = await approvalsOf(customerId)
    const newest = all.find((approval) => paymentOf(approval)?.remittanceInformationUnstructured === memo)
    return newest && isFinal(newest.status) ? newest : null
  }
  return vi.waitUntil(ended, { timeout: 20_000, interval: 50 })
}

/** The customer's newest approvals. */
export async function approvalsOf(customerId: string): Promise<Approval[]> {
  return (await listApprovals(customerId, { cursor: null, limit: 100, status: [] })).approvals
}
