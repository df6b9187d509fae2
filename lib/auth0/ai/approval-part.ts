import type { UIMessageStreamWriter } from 'ai'
import { type Approval, marked } from '@/lib/approvals/approval'
import { isApproval, type PhoneRequest } from '@/lib/approvals/phone-request'

/** What an approval card is drawn from; sent again under the same id, each replaces the last. */
export type ApprovalData = Pick<
  Approval,
  'status' | 'bindingMessage' | 'details' | 'payment' | 'expiresAt' | 'transferId' | 'marks' | 'mandateId'
> & {
  reason?: string
}

/** The data of an approval's card, for the stream and for the history. */
export function approvalData(approval: Approval): ApprovalData {
  const { status, reason, bindingMessage, details, payment, expiresAt, transferId, marks, mandateId } = approval
  const asCard = { status, bindingMessage, details, ...(payment && { payment }), expiresAt, transferId }
  return { ...asCard, ...(reason && { reason }), ...marked(marks), ...(mandateId !== undefined && { mandateId }) }
}

/**
 * Streams the approval's state into the chat. Without a writer (the registry's types) there is no chat to tell, and of
 * anything but a transfer no chat knows.
 */
export function writeApproval(writer: UIMessageStreamWriter | undefined, approval: PhoneRequest): void {
  if (isApproval(approval)) writer?.write({ type: 'data-approval', id: approval.id, data: approvalData(approval) })
}
