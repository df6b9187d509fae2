import type { Approval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { database, withDeadline } from '@/lib/platform/database/client'
import { readTrail, type TrailEvent } from './trail'

/** One step in an approval's life, as the audit log has it. */
export interface HistoryStep {
  is: 'requested' | 'joined' | 'pending' | 'approved' | 'ended' | 'taken' | 'booked'
  at: string
  /** Its place in the customer's chain, from 1; null for an event that is not linked. */
  position: string | null
}

/** One side of the transfer, as the book has it. `amount` is signed, seen from the account. */
export interface BookedEntry {
  accountId: string
  amount: string
  currency: string
  /** The balance that it left; null for another customer's account. */
  balanceAfter: string | null
}

export interface ApprovalHistory {
  /** The chat in which Aiya was asked; null where she was not. */
  chatId: string | null
  steps: HistoryStep[]
  /** How the tenant says that the yes was given (RFC 8176); null until a token has said so, and where none did. */
  yes: { device: string | null; ways: string[] } | null
  entries: BookedEntry[]
}

/** An end without a posting is one step; a posting is told by its transfer, or by the order that was taken. */
const STEPS: Record<string, HistoryStep['is']> = {
  'approval.requested': 'requested',
  'approval.joined': 'joined',
  'approval.pending': 'pending',
  'approval.approved': 'approved',
  'approval.denied': 'ended',
  'approval.expired': 'ended',
  'approval.cancelled': 'ended',
  'approval.failed': 'ended',
  'order.taken': 'taken',
  'transfer.posted': 'booked',
}

/**
 * What the bank's records say of an approval from the request to the entries, in the order of the audit log. Under a mandate
 * nobody was asked, so the states that its posting passed through are left out.
 * @param approval the customer's own, as getApproval() reads it
 */
export async function readHistory(customerId: string, approval: Approval): Promise<ApprovalHistory> {
  const { id, mandateId, transferId } = approval
  const [trail, entries] = await Promise.all([
    readTrail({ approvalId: id }),
    transferId ? readEntries(customerId, transferId) : [],
  ])
  const events = trail.filter((event) => event.customerId === customerId)
  const passed = ({ kind }: TrailEvent) => mandateId && ['approval.pending', 'approval.approved'].includes(kind)
  const steps = events.flatMap((event) => {
    const is = STEPS[event.kind]
    return is && !passed(event) ? [{ is, at: event.at, position: event.position }] : []
  })
  return { chatId: chatIn(events), steps, yes: isFinal(approval.status) && !mandateId ? yesIn(events) : null, entries }
}

function chatIn(events: TrailEvent[]): string | null {
  const chat = events.find(({ kind }) => kind === 'approval.requested')?.data.chatId
  return typeof chat === 'string' ? chat : null
}

/** What the token said that brought the transfer, or the order. */
function yesIn(events: TrailEvent[]): ApprovalHistory['yes'] {
  const said = events.find(({ kind }) => kind === 'transfer.posted' || kind === 'order.taken')?.data
  const device = said?.device as { name?: string } | undefined
  if (!device && !said?.amr) return null
  return { device: device?.name ?? null, ways: (said?.amr as string[] | undefined) ?? [] }
}

/** Both entries of the customer's transfer; of another customer's account nothing but the amount. */
async function readEntries(customerId: string, transferId: string): Promise<BookedEntry[]> {
  const rows = await withDeadline(database().sql<
    { accountId: string; currency: string; amount: bigint; after: bigint; isOwn: boolean }[]
  >`
    SELECT e.account_id AS "accountId", t.currency, e.amount_minor AS amount, e.balance_after_minor AS after,
      a.customer_id IS NOT DISTINCT FROM ${customerId}::uuid AS "isOwn"
    FROM transfers t JOIN entries e ON e.transfer_id = t.id JOIN accounts a ON a.id = e.account_id
    WHERE t.id = ${transferId} AND t.customer_id = ${customerId} ORDER BY e.sequence`)
  return rows.map(({ accountId, currency, amount, after, isOwn }) => ({
    accountId,
    amount: toDecimal(BigInt(amount), currency),
    currency,
    balanceAfter: isOwn ? toDecimal(BigInt(after), currency) : null,
  }))
}
