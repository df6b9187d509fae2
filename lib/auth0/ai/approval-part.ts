import type { UIMessageStreamWriter } from 'ai'
import { type Approval, marked } from '@/lib/approvals/approval'

/** What an approval card is drawn from; sent again under the same id, each replaces the last. */
export type ApprovalData = Pick<
  Approval,
  'status' | 'bindingMessage' | 'details' | 'expiresAt' | 'transferId' | 'marks'
> & {
  reason?: string
}

/** The data of an approval's card, for the stream and for the history. */
export function approvalData(approval: Approval): ApprovalData {
  const { status, reason, bindingMessage, details, expiresAt, transferId, marks } = approval
  return { status, bindingMessage, details, expiresAt, transferId, ...(reason && { reason }), ...marked(marks) }
}

/** Streams the approval's state into the chat. Without a writer (the registry's types) there is no chat to tell. */
export function writeApproval(writer: UIMessageStreamWriter | undefined, approval: Approval): void {
  writer?.write({ type: 'data-approval', id: approval.id, data: approvalData(approval) })
}
