import type { UIMessageStreamWriter } from 'ai'
import type { Approval } from '@/lib/approvals/approval'
import { FIRST_FENCE } from '@/lib/approvals/lease'
import { moveFirmly } from '@/lib/approvals/move-firmly'
import { seal } from '@/lib/approvals/seal'
import { digestOfToken } from '@/lib/auth0/recorded-detail'
import { crashPoint } from '@/lib/crash-point'
import { env } from '@/lib/env'
import { writeApproval } from './approval-part'

/** The tenant's answer to a CIBA request (CIBA Core 1.0, section 7.3), as the SDK hands it over. */
interface AuthorizationRequest {
  id: string
  expiresIn: number
  interval: number
}

/** The token response, as the SDK hands it over. */
interface Credentials {
  accessToken: string
}

/** What CIBA Core 1.0, section 7.3 says where the tenant says nothing; the SDK would poll in a hot loop. */
const INTERVAL_SECONDS = 5

/** Thrown when the token comes for an approval that has ended meanwhile: it must not be used. */
export class ApprovalEnded extends Error {
  override name = 'ApprovalEnded'
}

/**
 * Makes the callback that follows one authorization request: keeps its handle, so that another process can go on if
 * this one dies, and streams `pending` and then `approved` into the chat.
 * @param stored is called once the handle is kept, or cannot be: until then this process alone knows it.
 */
export function handleOnAuthorize(writer: UIMessageStreamWriter | undefined, approval: Approval, stored: () => void) {
  const fence = FIRST_FENCE
  return async (request: AuthorizationRequest, credentials: Promise<Credentials | undefined>): Promise<void> => {
    crashPoint('request_sent')
    request.interval ||= INTERVAL_SECONDS
    // The SDK polls already. A denial during the writes below would be an unhandled rejection, and end the process.
    const granted = credentials.then((given) => given && digestOfToken(given.accessToken)).catch(() => null)
    const expiresAt = expiryOf(approval, request)
    const keep = async () => {
      const pending = { sealedAuthReqId: await seal(request.id), intervalSeconds: request.interval, expiresAt }
      return moveFirmly(approval.id, 'pending', { fence, pending })
    }
    const isPending = await keep().finally(stored)
    if (!isPending) throw new ApprovalEnded()
    writeApproval(writer, { ...approval, status: 'pending', expiresAt: expiresAt.toISOString() })
    crashPoint('pending')
    // A refusal is the SDK's to report, through onUnauthorized.
    const tokenDigest = await granted
    if (!tokenDigest) return
    crashPoint('token_received')
    if (!(await moveFirmly(approval.id, 'approved', { fence, tokenDigest }))) throw new ApprovalEnded()
    writeApproval(writer, { ...approval, status: 'approved', expiresAt: expiresAt.toISOString() })
  }
}

/** By the database's clock, which stamped the approval: this process's own may be an hour off. */
function expiryOf({ expiresAt }: Approval, { expiresIn }: AuthorizationRequest): Date {
  return new Date(Date.parse(expiresAt) + (expiresIn - env().APPROVAL_EXPIRY_SECONDS) * 1000)
}
