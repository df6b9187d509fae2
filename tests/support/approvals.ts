import { randomUUID } from 'node:crypto'
import { type Approval, getApproval } from '@/lib/approvals/approval'
import type { ApprovalStatus } from '@/lib/approvals/approval-states'
import { moveApproval } from '@/lib/approvals/move-approval'
import { type OpenedApproval, openApproval } from '@/lib/approvals/open-approval'
import { postTransfer } from '@/lib/transfers/post-transfer'
import type { TransferOrder } from '@/lib/transfers/transfer-order'
import { approvedBy } from './ledger'

/** Opens an approval as Aiya's tool does. */
export function openFor(
  customer: { id: string },
  order: TransferOrder,
  chatId: string = randomUUID(),
): Promise<OpenedApproval> {
  return openApproval({ customerId: customer.id, order, chatId, toolCallId: 'call_test' })
}

/** Opens an approval and takes it to `status` by the allowed moves. */
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
