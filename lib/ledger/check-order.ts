import { database, withDeadline } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { limitIn } from './amounts/money'
import { asRefusal } from './refusal'
import { digestOf, type TransferOrder } from './transfer-order'

/**
 * Asks the ledger whether it would post this order under this key now. Nothing is moved, held or recorded.
 * @returns whether this very order was posted under this key before, and would only be answered again.
 * @throws Refusal the one that the posting would end in.
 */
export async function checkOrder(order: TransferOrder, customerId: string, key: string): Promise<boolean> {
  const { TRANSFER_LIMIT, DAILY_LIMIT } = env()
  const [row] = await withDeadline(database().sql<{ posted: boolean }[]>`
    SELECT check_order(
      p_customer => ${customerId}, p_key => ${key}, p_digest => ${digestOf(order)}, p_debtor => ${order.fromAccountId},
      p_creditor => ${order.toAccountId}, p_amount => ${order.amountMinor}, p_currency => ${order.currency},
      p_transfer_limit => ${limitIn(order.currency, TRANSFER_LIMIT)},
      p_daily_limit => ${limitIn(order.currency, DAILY_LIMIT)}) AS posted`).catch((error: unknown) => {
    throw asRefusal(error)
  })
  return row?.posted ?? false
}
