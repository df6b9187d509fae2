import { z } from 'zod'
import { type Database, DatabaseUnavailable, wasCutOff, withDeadline } from '@/lib/platform/database/client'
import { codeOf } from '@/lib/platform/database/outage'
import { TOGETHER_MAX } from '@/lib/platform/gather'
import { uuid } from '@/lib/platform/text/uuid'
import type { Authority } from './authority'

/** An order as post_transfers reads it. */
export interface SentOrder {
  id: string
  debit: string
  credit: string
  customer: string
  key: string
  digest: string
  debtor: string
  creditor: string
  /** Minor units, as text: a number in JSON is a float to many readers. */
  amount: string
  currency: string
  memo: string | null
  authority: Authority['kind']
  transferLimit: string
  dailyLimit: string
  actor: Record<string, unknown>
}

export interface PostedTogether {
  transfer_id: string
  authority: 'session' | 'approval'
  created_at: string
  creditor_customer_id: string
}

/** The state under which post_transfers undoes all, and names those that stood in the way. */
const NOT_TOGETHER = 'BK003'
/** A lock that was not free in time, a deadlock, a statement that took too long: the server says that nothing happened. */
const NOTHING_HAPPENED = /^(55P03|40P01|57014)$/

/**
 * Posts those of the orders that can be posted together, and answers them by the ids that were sent. All others have to be
 * posted alone, under the same keys: then the ledger refuses each for itself, or answers it again.
 * @throws DatabaseUnavailable if the ledger did not answer; the outcome of all of them is unknown
 */
export async function postTogether(
  { sql }: Pick<Database, 'sql'>,
  orders: SentOrder[],
): Promise<Map<string, PostedTogether>> {
  if (orders.length < 2 || orders.length > TOGETHER_MAX) return new Map()
  try {
    const rows = await withDeadline(sql<PostedTogether[]>`
      SELECT * FROM post_transfers(p_orders => ${JSON.stringify(orders)})`)
    return new Map(rows.map((row) => [row.transfer_id, row]))
  } catch (error) {
    const unsure = unsureIn(error)
    if (unsure) return postTogether({ sql }, without(orders, unsure))
    // A connection that broke may have posted all of them: each is asked for again under its key.
    if (error instanceof DatabaseUnavailable && !wasCutOff(error) && !NOTHING_HAPPENED.test(codeOf(error.cause)))
      throw error
    return new Map()
  }
}

/** Fewer at each call, so that asking again ends. */
function without(orders: SentOrder[], unsure: Set<string>): SentOrder[] {
  const rest = orders.filter(({ id }) => !unsure.has(id))
  return rest.length < orders.length ? rest : []
}

function unsureIn(error: unknown): Set<string> | null {
  if (codeOf(error) !== NOT_TOGETHER || !(error instanceof Error) || !('detail' in error)) return null
  return new Set(z.array(uuid).parse(JSON.parse(String(error.detail))))
}
