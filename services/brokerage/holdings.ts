import { toDecimal } from '@/lib/ledger/amounts/money'
import { withDeadline } from '@/lib/platform/database/client'
import type { Payment } from '../door/orders'
import type { Store } from '../door/store'
import type { Market } from './market'
import { CURRENCY, priceAt, type Ticker } from './price'

/** How many shares the customer may sell now. */
export async function sharesOf(sql: Store, subject: string, ticker: Ticker): Promise<bigint> {
  const [row] = await withDeadline(sql<{ qty: bigint }[]>`
    SELECT qty FROM brokerage.holdings WHERE subject = ${subject} AND ticker = ${ticker}`)
  return row?.qty ?? 0n
}

/** What the customer holds, as `GET /api/portfolio` shows it: each at the price of now. */
export async function portfolioOf(sql: Store, subject: string, { seed, now }: Market) {
  const rows = await withDeadline(sql<{ ticker: Ticker; qty: bigint }[]>`
    SELECT ticker, qty FROM brokerage.holdings WHERE subject = ${subject} AND qty > 0 ORDER BY ticker`)
  const at = now()
  return rows.map(({ ticker, qty }) => {
    const priceMinor = priceAt(seed, ticker, at)
    const [price, value] = [toDecimal(priceMinor, CURRENCY), toDecimal(priceMinor * qty, CURRENCY)]
    return { ticker, qty: Number(qty), price, value, currency: CURRENCY }
  })
}

/** The account that last paid for shares, to which a sale is paid out; null for who never bought any. */
export async function lastPayer(sql: Store, subject: string): Promise<string | null> {
  const [row] = await withDeadline(sql<{ payer: Payment['fromAccountId'] }[]>`
    SELECT payment ->> 'fromAccountId' AS payer FROM brokerage.orders
    WHERE subject = ${subject} AND status = 'confirmed' AND item ->> 'side' = 'buy' ORDER BY created_at DESC, id DESC LIMIT 1`)
  return row?.payer ?? null
}
