import type { UIMessageStreamWriter } from 'ai'
import type { Approval } from '@/lib/approvals/approval'
import { moveApproval } from '@/lib/approvals/move-approval'
import { seal } from '@/lib/approvals/seal'
import { writeApproval } from './approval-part'

/** The tenant's answer to a CIBA request (CIBA Core 1.0, section 7.3), as the SDK hands it over. */
interface AuthorizationRequest {
  id: string
  expiresIn: number
  interval: number
}

/** Thrown when the token comes for an approval that has ended meanwhile: it must not be used. */
export class ApprovalEnded extends Error {
  override name = 'ApprovalEnded'
}

/**
 * Makes the callback that follows one authorization request: keeps its handle, so that another process can go on if
 * this one dies, and streams `pending` and then `approved` into the chat.
 */
export function handleOnAuthorize(writer: UIMessageStreamWriter | undefined, approval: Approval) {
  return async (request: AuthorizationRequest, credentials: Promise<unknown>): Promise<void> => {
    // The SDK polls already. A denial during the writes below would be an unhandled rejection, and end the process.
    const granted = credentials.then(
      () => true,
      () => false,
    )
    const expiresAt = new Date(Date.now() + request.expiresIn * 1000)
    const pending = { sealedAuthReqId: await seal(request.id), intervalSeconds: request.interval ?? 5, expiresAt }
    if (!(await moveApproval(approval.id, 'pending', { pending }))) throw new ApprovalEnded()
    writeApproval(writer, { ...approval, status: 'pending', expiresAt: expiresAt.toISOString() })
    // A refusal is the SDK's to report, through onUnauthorized.
    if (!(await granted)) return
    if (!(await moveApproval(approval.id, 'approved'))) throw new ApprovalEnded()
    writeApproval(writer, { ...approval, status: 'approved', expiresAt: expiresAt.toISOString() })
  }
}
