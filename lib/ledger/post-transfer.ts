import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { crashPoint } from '@/lib/platform/crash-point'
import { type Database, database, wasCutOff, withDeadline } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { announce } from '@/lib/platform/events/announce'
import { Gatherer } from '@/lib/platform/gather'
import { uuid } from '@/lib/platform/text/uuid'
import { instant } from '@/lib/platform/time/instant'
import { limitIn, toDecimal } from './amounts/money'
import { currencyCode, decimalAmount } from './amounts/shown-amount'
import { type Authority, actorOf } from './authority'

import { isOnItsWay } from './on-its-way'
import { postTogether, type SentOrder } from './post-together'
import { asRefusal } from './refusal'
import { postedOrReplayed, signalPosting } from './signal-posting'
import { digestOf, type TransferOrder } from './transfer-order'

/** Of what was posted for a payee on another shard. Absent once it is there, and in a bank of one database. */
export const arriving = z
  .literal(true)
  .optional()
  .describe('the money has left and is on its way to the payee; it arrives, or comes back, by itself')

/** A transfer as the API shows it: a decimal string beside its currency. */
export const transfer = z.strictObject({
  id: uuid,
  status: z.literal('posted'),
  fromAccountId: uuid,
  toAccountId: uuid,
  amount: decimalAmount,
  currency: currencyCode,
  memo: z.string().nullable(),
  authority: z
    .enum(['session', 'approval', 'session+approval', 'mandate'])
    .describe(
      'who said that money may move; both where the phone confirmed what the portal had asked; a mandate stands without asking: the customer’s to an agent, or a business’s for its own money',
    ),
  createdAt: instant,
  arriving,
})

export type Transfer = z.output<typeof transfer>

export interface Posting {
  transfer: Transfer
  /** True if the key had been used for the same order before: this is that transfer, and nothing moved now. */
  replayed: boolean
}

/**
 * The one door through which money moves. Every rule is decided inside the ledger's statement, under its locks.
 * The ledger refuses with `confirmation_required` what the session alone may not move: the customer's phone has to say yes.
 * @param key the idempotency key, one space per customer; on an approval's authority it is the approval's id.
 * @throws Refusal if a rule refuses the order; nothing moved.
 * @throws DatabaseUnavailable if the ledger did not answer, even to one retry; the outcome is unknown until the same
 *   key is sent again.
 */
export async function postTransfer(
  order: TransferOrder,
  authority: Authority,
  key: string,
  { sql }: Pick<Database, 'sql'> = database(),
): Promise<Posting> {
  const send = () => gathererOf({ sql }).add(sentOrder(order, authority, key))
  const row = await signalPosting(authority.kind, send, postedOrReplayed)
  crashPoint('committed')
  announce(authority.customerId, 'account')
  if (authority.kind === 'approval') announce(authority.customerId, 'approval')
  if (row.creditor_customer_id !== authority.customerId) announce(row.creditor_customer_id, 'account')
  // The payout of a sale settles its approval.
  if (authority.kind === 'own') announce(row.creditor_customer_id, 'approval')
  const onItsWay = await isOnItsWay(row.transfer_id, { sql })
  return { transfer: { ...asTransfer(row, order), ...(onItsWay && { arriving: true }) }, replayed: row.replayed }
}

/** Hand the orders of one moment to `post`, and a lone order at once: one for each pool, and the app has one. */
const gatherers = new WeakMap<Database['sql'], Gatherer<SentOrder, PostedRow>>()

function gathererOf({ sql }: Pick<Database, 'sql'>): Gatherer<SentOrder, PostedRow> {
  const known = gatherers.get(sql)
  if (known) return known
  const gatherer = new Gatherer<SentOrder, PostedRow>((asked) => post({ sql }, asked))
  gatherers.set(sql, gatherer)
  return gatherer
}

/**
 * Posts one order alone, by post_transfer. Of many, those that can be posted together take one statement and one commit
 * (post-together.ts), and the others are posted alone, under the same keys.
 */
function post({ sql }: Pick<Database, 'sql'>, sent: SentOrder[]): Promise<PostedRow>[] {
  const together = postTogether(
    { sql },
    sent.filter(({ authority }) => authority !== 'own'),
  )
  return sent.map(async (order) => {
    const row = (await together).get(order.id)
    return row ? { ...row, replayed: false } : postAlone({ sql }, order)
  })
}

function sentOrder(order: TransferOrder, authority: Authority, key: string): SentOrder {
  const { TRANSFER_LIMIT, DAILY_LIMIT } = env()
  return {
    id: uuidv7(),
    debit: uuidv7(),
    credit: uuidv7(),
    customer: authority.customerId,
    key,
    digest: digestOf(order),
    debtor: order.fromAccountId,
    creditor: order.toAccountId,
    amount: order.amountMinor.toString(),
    currency: order.currency,
    memo: order.memo,
    authority: authority.kind,
    transferLimit: limitIn(order.currency, TRANSFER_LIMIT).toString(),
    dailyLimit: limitIn(order.currency, DAILY_LIMIT).toString(),
    actor: actorOf(authority),
  }
}

async function postAlone({ sql }: Pick<Database, 'sql'>, sent: SentOrder): Promise<PostedRow> {
  const send = () =>
    withDeadline(sql<PostedRow[]>`
      SELECT * FROM post_transfer(
        p_id => ${uuidv7()}, p_debit_entry => ${uuidv7()}, p_credit_entry => ${uuidv7()},
        p_customer => ${sent.customer}, p_key => ${sent.key}, p_digest => ${sent.digest},
        p_debtor => ${sent.debtor}, p_creditor => ${sent.creditor}, p_amount => ${sent.amount},
        p_currency => ${sent.currency}, p_memo => ${sent.memo}, p_authority => ${sent.authority},
        p_transfer_limit => ${sent.transferLimit}, p_daily_limit => ${sent.dailyLimit},
        p_actor => ${JSON.stringify(sent.actor)}
      )`)
  const [row] = await send()
    .catch((error: unknown) => {
      // The connection broke before or after the commit; a retry under the same key is safe in both cases.
      if (wasCutOff(error)) return send()
      throw error
    })
    .catch((error: unknown) => {
      throw asRefusal(error)
    })
  if (!row) throw new Error('the ledger answered without a transfer')
  return row
}

interface PostedRow {
  transfer_id: string
  authority: Transfer['authority']
  created_at: string
  replayed: boolean
  creditor_customer_id: string
}

/** A posted row as the API shows it. */
export function asTransfer(
  row: Pick<PostedRow, 'transfer_id' | 'authority' | 'created_at'>,
  order: TransferOrder,
): Transfer {
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

/** 201 with the transfer; a repeated order gets the same answer, marked as a replay. */
export function transferResponse({ transfer, replayed }: Posting): Response {
  return Response.json(
    { transfer },
    { status: 201, headers: { 'Cache-Control': 'no-store', ...(replayed && { 'Idempotency-Replayed': 'true' }) } },
  )
}
