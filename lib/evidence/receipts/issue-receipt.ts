import { CompactSign } from 'jose'
import type { Approval } from '@/lib/approvals/approval'
import { allDetails, paymentOf } from '@/lib/approvals/approved'
import { displayedHash } from '@/lib/approvals/displayed'
import { readTrail, type TrailEvent } from '@/lib/evidence/audit/trail'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { env } from '@/lib/platform/env'
import { Problem } from '@/lib/platform/http/problem'
import { notProvenBy, RECEIPT_ALGORITHM, RECEIPT_TYPE, type Receipt, receipt } from './receipt'
import { receiptKey } from './receipt-key'

/** The steps from the request to the posting. Other events about the approval are no part of the receipt. */
const TOLD = new Set(
  ['requested', 'pending', 'approved', 'posted'].map((s) => `approval.${s}`).concat('transfer.posted'),
)

/**
 * Signs what the bank's records say about a posted approval, as a compact JWS (RFC 7515 section 3.1).
 * @throws Problem `conflict` unless it is posted; Error, without signing, where the records contradict each other
 */
export async function issueReceipt(customerId: string, approval: Approval): Promise<string> {
  if (approval.status !== 'posted' || !paymentOf(approval))
    throw new Problem('conflict', { detail: 'There is a receipt only for a posted transfer.' })
  const { privateKey, publicJwk } = receiptKey()
  const events = (await readTrail({ approvalId: approval.id })).filter((event) => event.customerId === customerId)
  const payload = receipt.parse(receiptOf(customerId, approval, events))
  return new CompactSign(new TextEncoder().encode(JSON.stringify(payload)))
    .setProtectedHeader({ alg: RECEIPT_ALGORITHM, typ: RECEIPT_TYPE, kid: publicJwk.kid })
    .sign(privateKey)
}

function receiptOf(customerId: string, approval: Approval, events: TrailEvent[]): Receipt {
  const { id, bindingMessage } = approval
  const details = allDetails(approval) as Receipt['displayed']['document']['authorization_details']
  const [requested, approved] = [requireEvent(events, 'approval.requested'), requireEvent(events, 'approval.approved')]
  const transfer = requireEvent(events, 'transfer.posted')
  // Only a token carries the tenant's evidence. A posting by hand under the approval's id leaves these members empty.
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
    asked: {
      at: requested.at,
      chatId: textOf(requested.data.chatId),
      toolCallId: textOf(requested.data.toolCallId),
      ...(requested.data.act !== undefined && { act: requested.data.act as Receipt['asked']['act'] }),
      ...(requested.data.inPortal === true && { inPortal: true }),
    },
    displayed: {
      document: { authorization_details: details, binding_message: bindingMessage },
      hash,
      recordedWhenAsked: requested.data.displayedHash === hash,
      confirmedByToken: said.displayedHash === hash,
    },
    approved: {
      at: approved.at,
      device: (said.device as Receipt['approved']['device'] | undefined) ?? null,
      ...(said.amr !== undefined && { amr: said.amr as string[] }),
      agentClientId: textOf(said.agentClientId),
      tokenId: textOf(said.tokenId),
      ...(said.act !== undefined && { act: said.act as Receipt['approved']['act'] }),
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
    doesNotProve: notProvenBy(said.amr as string[] | undefined),
  }
}

function postedOf({ at, transferId, data }: TrailEvent): Receipt['posted'] {
  const posted = data.posted as Record<string, string> | undefined
  if (!posted || !transferId) throw new Problem('conflict', { detail: 'This transfer is older than receipts.' })
  const { debtorAccountId = '', creditorAccountId = '', amountMinor = '', currency = '', memo = null } = posted
  const amount = toDecimal(BigInt(amountMinor), currency)
  const authority = data.authority as Receipt['posted']['authority']
  return { at, transferId, authority, debtorAccountId, creditorAccountId, amount, currency, memo }
}

function requireEvent(events: TrailEvent[], kind: string): TrailEvent {
  const found = events.filter((event) => event.kind === kind)
  const [event] = found
  if (!event || found.length > 1) throw new Error(`the audit has ${found.length} events ${kind}`)
  return event
}

const textOf = (value: unknown) => (typeof value === 'string' ? value : null)
