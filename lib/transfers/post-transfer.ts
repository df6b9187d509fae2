import { v7 as uuidv7 } from 'uuid'
import { type Database, database, wasCutOff, withDeadline } from '@/db/client'
import { crashPoint } from '@/lib/crash-point'
import { env } from '@/lib/env'
import { announce } from '@/lib/events/announce'
import { type Authority, actorOf } from './authority'
import { limitIn, toDecimal } from './money'
import { asRefusal } from './refusal'
import { digestOf, type TransferOrder } from './transfer-order'

/** A transfer as the API shows it: a decimal string beside its currency. */
export interface Transfer {
  id: string
  status: 'posted'
  fromAccountId: string
  toAccountId: string
  amount: string
  currency: string
  memo: string | null
  authority: 'session' | 'approval'
  createdAt: string
}

export interface Posting {
  transfer: Transfer
  /** True if the key had been used for the same order before: this is that transfer, and nothing moved now. */
  replayed: boolean
}

/**
 * The one door through which money moves. Every rule is decided inside the ledger's statement, under its locks.
 * @param key the idempotency key, one space per customer; on an approval's authority it is the approval's id.
 * @throws Refusal if a rule refuses the order; nothing moved.
 * @throws DatabaseUnavailable if the ledger did not answer, nor when it was asked once more; the outcome is unknown until
 *   the same key is sent again.
 */
export async function postTransfer(
  order: TransferOrder,
  authority: Authority,
  key: string,
  { sql }: Pick<Database, 'sql'> = database(),
): Promise<Posting> {
  const { TRANSFER_LIMIT, DAILY_LIMIT } = env()
  const post = () =>
    withDeadline(sql<PostedRow[]>`
      SELECT * FROM post_transfer(
        ${uuidv7()}, ${uuidv7()}, ${uuidv7()}, ${authority.customerId}, ${key}, ${digestOf(order)},
        ${order.fromAccountId}, ${order.toAccountId}, ${order.amountMinor}, ${order.currency}, ${order.memo}, ${authority.kind},
        ${limitIn(order.currency, TRANSFER_LIMIT)}, ${limitIn(order.currency, DAILY_LIMIT)}, ${JSON.stringify(actorOf(authority))}
      )`)
  const [row] = await post()
    .catch((error: unknown) => {
      // The connection broke: whether before the commit or after it, the same key asks for the same transfer.
      if (wasCutOff(error)) return post()
      throw error
    })
    .catch((error: unknown) => {
      throw asRefusal(error)
    })
  if (!row) throw new Error('the ledger answered without a transfer')
  crashPoint('committed')
  announce(authority.customerId, 'account')
  if (authority.kind === 'approval') announce(authority.customerId, 'approval')
  if (row.creditor_customer_id !== authority.customerId) announce(row.creditor_customer_id, 'account')
  return { transfer: asTransfer(row, order), replayed: row.replayed }
}

interface PostedRow {
  transfer_id: string
  authority: 'session' | 'approval'
  created_at: string
  replayed: boolean
  creditor_customer_id: string
}

function asTransfer(row: PostedRow, order: TransferOrder): Transfer {
  return {
    id: row.transfer_id,
    status: 'posted',
    fromAccountId: order.fromAccountId,
    toAccountId: order.toAccountId,
    amount: toDecimal(order.amountMinor, order.currency),
    currency: order.currency,
    memo: order.memo,
    authority: row.authority,
    createdAt: new Date(row.created_at).toISOString(),
  }
}
