import { CompactSign } from 'jose'
import type { Approval } from '@/lib/approvals/approval'
import { displayedHash } from '@/lib/approvals/displayed'
import { readTrail, type TrailEvent } from '@/lib/audit/trail'
import { env } from '@/lib/env'
import { Problem } from '@/lib/http/problem'
import { toDecimal } from '@/lib/transfers/money'
import { DOES_NOT_PROVE, RECEIPT_ALGORITHM, RECEIPT_TYPE, type Receipt, receipt } from './receipt'
import { receiptKey } from './receipt-key'

/** The steps from asking to posting; what else happened around them is nobody's receipt. */
const TOLD = new Set(
  ['requested', 'pending', 'approved', 'posted'].map((s) => `approval.${s}`).concat('transfer.posted'),
)

/**
 * Signs what the bank's records say about a posted approval, as a compact JWS (RFC 7515 section 3.1).
 * @throws Problem `conflict` unless it is posted; Error, and no signature, where the records do not agree with each other.
 */
export async function issueReceipt(customerId: string, approval: Approval): Promise<string> {
  if (approval.status !== 'posted')
    throw new Problem('conflict', { detail: 'There is a receipt only for what was transferred.' })
  const { privateKey, publicJwk } = receiptKey()
  const events = (await readTrail({ approvalId: approval.id })).filter((event) => event.customerId === customerId)
  const payload = receipt.parse(receiptOf(customerId, approval, events))
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: RECEIPT_ALGORITHM, typ: RECEIPT_TYPE, kid: publicJwk.kid })
    .sign(privateKey)
}

function receiptOf(customerId: string, approval: Approval, events: TrailEvent[]): Receipt {
  const { id, details, bindingMessage } = approval
  const [requested, approved] = [requireEvent(events, 'approval.requested'), requireEvent(events, 'approval.approved')]
  const transfer = requireEvent(events, 'transfer.posted')
  // Only a token carries the tenant's evidence; a posting by hand under the approval's id leaves these members empty.
  const { data: said } = transfer
  const hash = displayedHash(details, bindingMessage)
  if (transfer.transferId !== approval.transferId) throw new Error(`approval ${id} and its audit name other transfers`)
  if ((requested.data.displayedHash ?? hash) !== hash)
    throw new Error(`approval ${id} is not what its audit says was displayed`)
  return {
    iss: env().APP_BASE_URL,
    iat: Math.floor(Date.now() / 1000),
    approvalId: id,
    customerId,
    asked: { at: requested.at, chatId: textOf(requested.data.chatId), toolCallId: textOf(requested.data.toolCallId) },
    displayed: {
      document: { authorization_details: [details], binding_message: bindingMessage },
      hash,
      recordedWhenAsked: requested.data.displayedHash === hash,
      confirmedByToken: said.displayedHash === hash,
    },
    approved: {
      at: approved.at,
      device: (said.device as Receipt['approved']['device'] | undefined) ?? null,
      agentClientId: textOf(said.agentClientId),
      tokenId: textOf(said.tokenId),
    },
    posted: postedOf(transfer),
    audit: events
      .filter(({ kind }) => TOLD.has(kind))
      .map(({ kind, at, position, hash }) => ({
        event: kind,
        at,
        position: `${position}`,
        hash: `${hash}`,
      })),
    doesNotProve: DOES_NOT_PROVE,
  }
}

function postedOf({ at, transferId, data }: TrailEvent): Receipt['posted'] {
  const posted = data.posted as Record<string, string> | undefined
  if (!posted || !transferId)
    throw new Problem('conflict', { detail: 'This transfer is from before there were receipts.' })
  const { debtorAccountId = '', creditorAccountId = '', amountMinor = '', currency = '', memo = null } = posted
  const amount = toDecimal(BigInt(amountMinor), currency)
  const authority = data.authority as 'approval' | 'session'
  return { at, transferId, authority, debtorAccountId, creditorAccountId, amount, currency, memo }
}

function requireEvent(events: TrailEvent[], kind: string): TrailEvent {
  const found = events.filter((event) => event.kind === kind)
  const [event] = found
  if (!event || found.length > 1) throw new Error(`the audit has ${found.length} events ${kind}`)
  return event
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : null)
