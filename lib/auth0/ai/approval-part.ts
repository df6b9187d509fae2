import type { UIMessageStreamWriter } from 'ai'
import type { Approval } from '@/lib/approvals/approval'

/** What an approval card is drawn from; sent again under the same id, each replaces the last. */
export type ApprovalData = Pick<Approval, 'status' | 'bindingMessage' | 'details' | 'expiresAt' | 'transferId'> & {
  reason?: string
}

/** Streams the approval's state into the chat. Without a writer (the registry's types) there is no chat to tell. */
export function writeApproval(writer: UIMessageStreamWriter | undefined, approval: Approval): void {
  const { id, status, reason, bindingMessage, details, expiresAt, transferId } = approval
  const data: ApprovalData = { status, bindingMessage, details, expiresAt, transferId, ...(reason && { reason }) }
  writer?.write({ type: 'data-approval', id, data })
}
