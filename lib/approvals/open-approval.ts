import { v7 as uuidv7 } from 'uuid'
import { limitIn } from '@/lib/ledger/amounts/money'
import { asRefusal } from '@/lib/ledger/refusal'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { database, withDeadline } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { announce } from '@/lib/platform/events/announce'
import { TOOL_CALL_CHARACTERS_MAX } from '@/lib/platform/text/limits'
import { printablePart } from '@/lib/platform/text/printable-text'
import { type Agent, AIYA_AGENT, PORTAL } from './agent'
import { type Approval, getApproval } from './approval'
import { allDetails } from './approved'
import { displayedHash } from './displayed'
import { LEASE_SECONDS, PROCESS } from './lease'
import { postOnMandate } from './mandates/post-on-mandate'
import { type Prepare, type Prepared, prepareTransfer } from './prepare'

/** More than a person can look at with care; a flood of requests is an attack on attention. */
export const OPEN_APPROVALS_MAX = 3

export interface ApprovalRequest {
  customerId: string
  /** A transfer; left out where `prepare` finds out what is wished for. */
  order?: TransferOrder
  prepare?: Prepare
  /** Where Aiya asks. */
  chatId?: string
  toolCallId?: string
  /** The answer that asks, whose earlier requests count against its limit. */
  turnId?: string | undefined
  /** The agent from outside that asks, and its request id (a UUID); left out for Aiya. */
  outside?: { agent: Agent; requestId: string }
  /** The key (a UUID) of the customer's own order in the portal: it becomes the approval's id. */
  portalKey?: string
}

/** A new approval, which this process drives, or (`joined`) an existing one, which its opener drives. */
export type OpenedApproval = Approval & { joined: boolean }

/**
 * Opens an approval in state `requested`: one statement checks the order by the bank's rules, holds the funds, fixes
 * what the customer will be shown, and gives this process the lease. If Aiya asks again for an order whose approval is
 * open, or an agent from outside reuses a request id, or the portal a key, the existing approval is joined: nothing more
 * is held and nobody is asked again. An order that a standing mandate of the agent covers is posted here, and never asked
 * about: the approval answered is in state `posted`.
 * @throws Refusal if a rule refuses the order, and what `prepare` throws; nothing is held then.
 */
export async function openApproval({
  customerId,
  order: transfer,
  prepare,
  chatId,
  toolCallId,
  turnId,
  outside,
  portalKey,
}: ApprovalRequest): Promise<OpenedApproval> {
  const { APPROVAL_EXPIRY_SECONDS, AUTH0_CLIENT_ID } = env()
  const { sql } = database()
  const id = portalKey ?? uuidv7()
  const asker = portalKey === undefined ? outside?.agent : { clientId: PORTAL }
  const prepared = await wishOf({ order: transfer, prepare })(customerId, id)
  const { details, order, payment, marks, bindingMessage } = prepared
  if (
    portalKey === undefined &&
    (await isCovered(prepared, { customerId, key: id, outside, chatId, toolCallId, turnId }))
  )
    return { ...(await getApproval(customerId, id)), joined: false }
  const held = order ? heldFor(order) : NOTHING
  const [row] = await withDeadline(
    sql<{ approval_id: string; joined: boolean }[]>`
      SELECT * FROM open_approval(
        p_id => ${id}, p_customer => ${customerId}, p_debtor => ${held.debtor}, p_creditor => ${held.creditor},
        p_amount => ${held.amount}, p_currency => ${held.currency}, p_memo => ${held.memo},
        p_transfer_limit => ${held.transferLimit}, p_daily_limit => ${held.dailyLimit}, p_open_limit => ${OPEN_APPROVALS_MAX},
        p_binding_message => ${bindingMessage}, p_details => ${JSON.stringify(details)},
        p_payment => ${payment ? JSON.stringify(payment) : null}, p_chat => ${chatId ?? null},
        p_tool_call => ${printablePart(toolCallId ?? '', TOOL_CALL_CHARACTERS_MAX) || null}, p_lease_owner => ${PROCESS},
        p_lease_seconds => ${LEASE_SECONDS}, p_expiry_seconds => ${APPROVAL_EXPIRY_SECONDS},
        p_marks => ${JSON.stringify(marks)}, p_displayed_hash => ${displayedHash(allDetails({ details, payment }), bindingMessage)},
        p_agent_client => ${AUTH0_CLIENT_ID}, p_turn => ${turnId ?? null},
        p_agent => ${asker ? JSON.stringify(asker) : null}, p_request => ${portalKey ?? outside?.requestId ?? null}
      )`,
  ).catch((error: unknown) => {
    throw asRefusal(error)
  })
  if (!row) throw new Error('the ledger opened an approval without an answer')
  if (!row.joined) {
    announce(customerId, 'approval')
    announce(customerId, 'account')
  }
  return { ...(await getApproval(customerId, row.approval_id)), joined: row.joined }
}

function wishOf({ order, prepare }: Pick<ApprovalRequest, 'order' | 'prepare'>): Prepare {
  if (prepare) return prepare
  if (order) return prepareTransfer(order)
  throw new Error('nothing is wished for')
}

type Use = Pick<ApprovalRequest, 'customerId' | 'outside' | 'chatId' | 'toolCallId' | 'turnId'> & { key: string }

/** Whether a standing mandate of the agent allowed the transfer, which is then posted. No mandate is for an order. */
async function isCovered(
  { details, order, bindingMessage, marks }: Prepared,
  { outside, ...use }: Use,
): Promise<boolean> {
  if (!order || details.type !== 'payment_initiation') return false
  const [agent, requestId] = [outside?.agent ?? AIYA_AGENT, outside?.requestId]
  return (await postOnMandate({ ...use, order, agent, details, bindingMessage, marks, requestId })) !== null
}

interface Held {
  debtor: string | null
  creditor: string | null
  amount: bigint | null
  currency: string | null
  memo: string | null
  transferLimit: bigint | null
  dailyLimit: bigint | null
}

const NOTHING: Held = {
  ...{ debtor: null, creditor: null, amount: null, currency: null, memo: null },
  ...{ transferLimit: null, dailyLimit: null },
}

/** What the ledger holds for a transfer, in minor units, and the limits that it keeps. */
function heldFor({ fromAccountId, toAccountId, amountMinor, currency, memo }: TransferOrder): Held {
  const { TRANSFER_LIMIT, DAILY_LIMIT } = env()
  const limits = { transferLimit: limitIn(currency, TRANSFER_LIMIT), dailyLimit: limitIn(currency, DAILY_LIMIT) }
  return { debtor: fromAccountId, creditor: toAccountId, amount: amountMinor, currency, memo, ...limits }
}
