import { displayedDocument, displayedHash } from '@/lib/approvals/displayed'
import type { ApprovalEvidence } from '@/lib/ledger/authority'
import { env } from '@/lib/platform/env'
import { Problem } from '@/lib/platform/http/problem'
import { readEvidence } from './approval-evidence'
import { type DeviceAnswer, readDeviceAnswer } from './device-answer'
import { requireScope } from './token-claims'
import { verifyAccessToken } from './verify-access-token'

/** What the tenant was asked for. */
interface Asked {
  details: object[]
  bindingMessage: string
  scope: string
  audience: string
}

/**
 * Proves a token that the phone's yes has brought to this process, where no other party does so for the bank: this tenant's,
 * for the API that was asked for, the bank's own client and this customer, and naming exactly what was asked.
 * @param subject the customer's.
 * @returns the tenant's evidence, and the device's own signature where the tenant hands it on.
 * @throws Problem `unauthenticated`, `insufficient_scope`, `approval_mismatch` or `unavailable`
 */
export async function verifyOwnToken(
  token: string,
  subject: string,
  asked: Asked,
): Promise<{ evidence: ApprovalEvidence; deviceAnswer: DeviceAnswer | null }> {
  const { AUTH0_CLIENT_ID, APPROVAL_BINDING } = env()
  const { details, bindingMessage, scope, audience } = asked
  const request = new Request(audience, { headers: { Authorization: `Bearer ${token}` } })
  const api = { audience, besidesUserinfo: true, clients: [AUTH0_CLIENT_ID] }
  const { payload, credential, ...verified } = await verifyAccessToken(request, api)
  requireScope(payload.scope, credential.scheme, scope)
  const evidence = readEvidence(payload, credential.scheme)
  const named = payload.authorization_details
  // A tenant whose tokens have none: this very request was polled for it, and is the record.
  const isRecorded = named === undefined && APPROVAL_BINDING === 'record'
  const hash = evidence.displayedHash ?? displayedHash(details, bindingMessage)
  if (
    verified.subject !== subject ||
    !(isSame(named, details) || isRecorded) ||
    hash !== displayedHash(details, bindingMessage)
  )
    throw new Problem('approval_mismatch', { detail: 'The token is not for what was asked.' })
  return { evidence, deviceAnswer: await readDeviceAnswer(payload, evidence) }
}

/** Whether both are the same member for member, however they are spelt. */
function isSame(named: unknown, details: object[]): boolean {
  return Array.isArray(named) && displayedDocument(named, '') === displayedDocument(details, '')
}
