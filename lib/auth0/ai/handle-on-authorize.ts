import type { UIMessageStreamWriter } from 'ai'
import { FIRST_FENCE } from '@/lib/approvals/lease'
import { moveFirmly } from '@/lib/approvals/move-approval'
import type { PhoneRequest } from '@/lib/approvals/phone-request'
import { digestOfToken } from '@/lib/auth0/token/recorded-detail'
import { crashPoint } from '@/lib/platform/crash-point'
import { env } from '@/lib/platform/env'
import { writeApproval } from './approval-part'
import { seal } from './seal'

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

/** The default of CIBA Core 1.0, section 7.3. Without an interval the SDK would poll in a hot loop. */
const INTERVAL_SECONDS = 5

/** Thrown when a token arrives for an approval that has ended: the token must not be used. */
export class ApprovalEnded extends Error {
  override name = 'ApprovalEnded'
}

interface Told {
  /** Called once storing the handle has succeeded or failed; until then only this process knows it. */
  stored: () => void
  /** Called once the phone has been asked and the row says `pending`. */
  asked: () => void
}

/**
 * Makes the callback that follows one authorization request: keeps its handle, so that another process can go on if
 * this one dies, and streams `pending` and then `approved` into the chat while its answer runs.
 */
export function handleOnAuthorize(
  writer: UIMessageStreamWriter | undefined,
  approval: PhoneRequest,
  { stored, asked }: Told,
) {
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
    asked()
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
function expiryOf({ expiresAt }: PhoneRequest, { expiresIn }: AuthorizationRequest): Date {
  return new Date(Date.parse(expiresAt) + (expiresIn - env().APPROVAL_EXPIRY_SECONDS) * 1000)
}
