import { v7 as uuidv7 } from 'uuid'
import { limitIn } from '@/lib/ledger/amounts/money'
import type { ApprovalEvidence } from '@/lib/ledger/authority'
import { isOnItsWay } from '@/lib/ledger/on-its-way'
import { asTransfer, type Posting } from '@/lib/ledger/post-transfer'
import { asRefusal, REFUSED } from '@/lib/ledger/refusal'
import { postedOrReplayed, signalPosting } from '@/lib/ledger/signal-posting'
import { digestOf, type TransferOrder } from '@/lib/ledger/transfer-order'
import { database, wasCutOff, withDeadline } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { announce } from '@/lib/platform/events/announce'
import { TOOL_CALL_CHARACTERS_MAX } from '@/lib/platform/text/limits'
import { printablePart } from '@/lib/platform/text/printable-text'
import type { Agent } from '../agent'
import type { ApprovalMark } from '../marks'
import type { PaymentInitiation } from '../payment-initiation'

interface Use {
  customerId: string
  order: TransferOrder
  /** The key of the transfer, and the id of the approval that records it. */
  key: string
  /** Left without a name, it has the one that the customer was shown with the mandate. */
  agent: Pick<Agent, 'clientId'> & Partial<Agent>
  details: PaymentInitiation
  bindingMessage: string
  marks: ApprovalMark[]
  /** Of the token with which the agent asked. */
  evidence?: ApprovalEvidence
  chatId?: string | undefined
  toolCallId?: string | undefined
  turnId?: string | undefined
  requestId?: string | undefined
}

interface Row {
  transfer_id: string
  created_at: string
  replayed: boolean
  creditor_customer_id: string
  refusal: string | null
  refusal_detail: string | null
}

/**
 * Posts an agent's order on one of its mandates, without the phone. Every limit is kept inside the ledger's statement,
 * under the mandate's lock; a refusal is written down there.
 * @returns null where no mandate covers the order, so that the phone must be asked.
 * @throws Refusal if another rule of the bank refuses it; nothing moved.
 */
export function postOnMandate(use: Use): Promise<Posting | null> {
  const post = () => postIfCovered(use)
  return signalPosting('mandate', post, (posting) => posting && postedOrReplayed(posting))
}

async function postIfCovered(use: Use): Promise<Posting | null> {
  const { customerId, order, key } = use
  const { TRANSFER_LIMIT, DAILY_LIMIT } = env()
  const post = () =>
    withDeadline(database().sql<Row[]>`
      SELECT * FROM use_mandate(
        p_id => ${key}, p_transfer => ${uuidv7()}, p_debit_entry => ${uuidv7()}, p_credit_entry => ${uuidv7()},
        p_customer => ${customerId}, p_digest => ${digestOf(order)}, p_debtor => ${order.fromAccountId},
        p_creditor => ${order.toAccountId}, p_amount => ${order.amountMinor}, p_currency => ${order.currency},
        p_memo => ${order.memo}, p_transfer_limit => ${limitIn(order.currency, TRANSFER_LIMIT)},
        p_daily_limit => ${limitIn(order.currency, DAILY_LIMIT)}, p_agent => ${JSON.stringify(use.agent)},
        p_actor => ${JSON.stringify(use.evidence ?? {})}, p_binding_message => ${use.bindingMessage},
        p_details => ${JSON.stringify(use.details)}, p_marks => ${JSON.stringify(use.marks)}, p_chat => ${use.chatId ?? null},
        p_tool_call => ${printablePart(use.toolCallId ?? '', TOOL_CALL_CHARACTERS_MAX) || null},
        p_turn => ${use.turnId ?? null}, p_request => ${use.requestId ?? null})`)
  const [row] = await post().catch((error: unknown) => {
    // The connection broke before or after the commit; a retry under the same key is safe in both cases.
    if (wasCutOff(error)) return post()
    throw error
  })
  if (!row || row.refusal === 'approval_required') return null
  if (row.refusal !== null) throw refusalIn(row.refusal, row.refusal_detail)
  announce(customerId, 'account')
  announce(customerId, 'approval')
  if (row.creditor_customer_id !== customerId) announce(row.creditor_customer_id, 'account')
  const onItsWay = await isOnItsWay(row.transfer_id, database())
  const transfer = {
    ...asTransfer({ ...row, authority: 'mandate' }, order),
    ...(onItsWay && { arriving: true as const }),
  }
  return { transfer, replayed: row.replayed }
}

/** The refusal that the ledger has written down and answered, as it would have raised it. */
function refusalIn(code: string, detail: string | null): unknown {
  return asRefusal(Object.assign(new Error(code), { code: REFUSED, detail }))
}
