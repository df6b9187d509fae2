import type { JWTPayload } from 'jose'
import { z } from 'zod'
import { type PaymentInitiation, paymentInitiation } from '@/lib/approvals/payment-initiation'
import type { TokenDocument } from '@/lib/approvals/require-shown'
import type { ApprovalEvidence } from '@/lib/ledger/authority'
import { businesses, subjectOf } from '@/lib/platform/businesses'
import { env } from '@/lib/platform/env'
import { Problem } from '@/lib/platform/http/problem'
import { type Scheme, unauthenticated } from './agent-credential'
import { readEvidence } from './approval-evidence'
import type { DpopProof } from './dpop-proof'
import { findRecordedDetail } from './recorded-detail'
import { requireScope } from './token-claims'
import { proofOf, verifyAccessToken } from './verify-access-token'

/** What an agent's token proves: the customer `subject` saw `detail`, where there is one, on another device and approved it. */
export interface AgentGrant {
  subject: string
  clientId: string
  /** Which scheme brought the token. */
  scheme: Scheme
  /** Missing in a token that is good for everything but a transfer: it names none. */
  detail: PaymentInitiation | null
  displayed: TokenDocument
  /** The proof of a key-bound token's key, not spent yet. */
  proof: DpopProof | null
  evidence: ApprovalEvidence
  /** `exchanged`: a business got the token for its customer's. `own`: it is the business's, for its own money. */
  holder: 'agent' | 'exchanged' | 'own'
}

/**
 * Proves an agent's token by the whole list.
 * @throws Problem `unauthenticated` (401) unless it is this tenant's token for this API and an agent we accept, with a
 *   proof of its key if it is bound to one; `insufficient_scope` or `approval_mismatch` (403) unless it allows exactly
 *   one transfer, or none; `unavailable` (503) if the tenant's keys cannot be had.
 */
export async function verifyAgentToken(request: Request): Promise<AgentGrant> {
  const { AGENT_API_AUDIENCE: audience, AGENT_CLIENT_IDS } = env()
  const ofBusinesses = businesses().map(({ clientId }) => clientId)
  const clients = [...AGENT_CLIENT_IDS, ...ofBusinesses]
  const verified = await verifyAccessToken(request, { audience, besidesUserinfo: true, clients })
  const { payload, credential, subject, clientId } = verified
  const evidence = readEvidence(payload, credential.scheme)
  const holder = ofBusinesses.includes(clientId) ? holderOf(clientId, subject, evidence) : 'agent'
  if (!holder) throw unauthenticated(credential.scheme, 'actor')
  requireScope(payload.scope, credential.scheme)
  const proof = await proofOf(request, verified)
  const details = payload.authorization_details
  const detail = await requireDetail(details, credential.token, subject)
  const displayed = {
    detail: Array.isArray(details) ? details[0] : undefined,
    bindingMessage: messageIn(payload),
    isNarrowed: holder === 'exchanged',
  }
  return { subject, clientId, scheme: credential.scheme, detail, displayed, proof, evidence, holder }
}

/** How a business holds its token; null for a token that names it neither as the actor nor as the subject. */
function holderOf(clientId: string, subject: string, { act }: ApprovalEvidence): AgentGrant['holder'] | null {
  if (subject === subjectOf({ clientId })) return 'own'
  return act?.sub === clientId ? 'exchanged' : null
}

/** The token's detail, or the bank's record if the token has none and `APPROVAL_BINDING` is `record`. */
async function requireDetail(details: unknown, token: string, subject: string): Promise<PaymentInitiation | null> {
  if (details === undefined && env().APPROVAL_BINDING === 'record') {
    const recorded = await findRecordedDetail(token, subject)
    if (recorded) return recorded
  }
  if (details === undefined || (Array.isArray(details) && details.length === 0)) return null
  const parsed = z.tuple([paymentInitiation]).safeParse(details)
  if (parsed.success) return parsed.data[0]
  throw new Problem('approval_mismatch', { detail: 'The token must name exactly one payment_initiation.' })
}

function messageIn({ binding_message: message }: JWTPayload): string | undefined {
  return typeof message === 'string' ? message : undefined
}
