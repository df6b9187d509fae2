import { v7 as uuidv7 } from 'uuid'
import { database, withDeadline } from '@/db/client'
import { env } from '@/lib/env'
import { announce } from '@/lib/events/announce'
import { limitIn } from '@/lib/transfers/money'
import { asRefusal } from '@/lib/transfers/refusal'
import type { TransferOrder } from '@/lib/transfers/transfer-order'
import { type Approval, getApproval, marked } from './approval'
import { bindingMessageFor } from './binding-message'
import { displayedHash } from './displayed'
import { LEASE_SECONDS, PROCESS } from './lease'
import { marksFor } from './marks'
import { describePayment } from './payment-parties'

/** More than a person can look at with care; a flood of requests is an attack on attention. */
const OPEN_APPROVALS_MAX = 3

/** The model's own name for its call, whatever it makes up. */
const TOOL_CALL_CHARACTERS_MAX = 200

export interface ApprovalRequest {
  customerId: string
  order: TransferOrder
  chatId: string
  toolCallId: string
}

/** An approval that this process drives, or (`joined`) one that was open already and is driven by whoever opened it. */
export type OpenedApproval = Approval & { joined: boolean }

/**
 * Opens an approval in state `requested`: checks the order by the bank's rules, holds the funds, and fixes what the
 * customer will be shown, all in one statement. This process holds the lease on it first. The very same order asked
 * again, while an approval for it waits, joins that one: nothing more is held and nobody is asked again.
 * @throws Refusal if a rule refuses the order; nothing is held then.
 */
export async function openApproval({
  customerId,
  order,
  chatId,
  toolCallId,
}: ApprovalRequest): Promise<OpenedApproval> {
  const { TRANSFER_LIMIT, DAILY_LIMIT, APPROVAL_EXPIRY_SECONDS, AUTH0_CLIENT_ID } = env()
  const { sql } = database()
  const id = uuidv7()
  const details = await describePayment(customerId, order, id)
  const marks = await marksFor(customerId, order.toAccountId)
  const bindingMessage = bindingMessageFor(details, marks)
  const [row] = await withDeadline(
    sql<{ approval_id: string; expires_at: string; joined: boolean }[]>`
      SELECT * FROM open_approval(
        ${id}, ${customerId}, ${order.fromAccountId}, ${order.toAccountId}, ${order.amountMinor}, ${order.currency}, ${order.memo},
        ${limitIn(order.currency, TRANSFER_LIMIT)}, ${limitIn(order.currency, DAILY_LIMIT)}, ${OPEN_APPROVALS_MAX},
        ${bindingMessage}, ${JSON.stringify(details)}, ${chatId}, ${toolCallId.slice(0, TOOL_CALL_CHARACTERS_MAX) || null}, ${PROCESS}, ${LEASE_SECONDS}, ${APPROVAL_EXPIRY_SECONDS},
        ${JSON.stringify(marks)}, ${displayedHash(details, bindingMessage)}, ${AUTH0_CLIENT_ID}
      )`,
  ).catch((error: unknown) => {
    throw asRefusal(error)
  })
  if (!row) throw new Error('the ledger opened an approval without an answer')
  if (row.joined) return { ...(await getApproval(customerId, row.approval_id)), joined: true }
  announce(customerId, 'approval')
  announce(customerId, 'account')
  // By the database's clock, which stamped both.
  const expiresAt = Date.parse(row.expires_at)
  return {
    id,
    status: 'requested',
    reason: null,
    bindingMessage,
    details,
    createdAt: new Date(expiresAt - APPROVAL_EXPIRY_SECONDS * 1000).toISOString(),
    expiresAt: new Date(expiresAt).toISOString(),
    transferId: null,
    ...marked(marks),
    joined: false,
  }
}
