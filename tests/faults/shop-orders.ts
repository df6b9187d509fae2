import type postgres from 'postgres'
import { asOwner } from './as-owner'
import { pause } from './orders'

/** A cent each, and more of it than a long run can buy. */
const STOCK = 100_000_000
const PRODUCTS = [
  ['running-socks', 'Running socks'],
  ['water-bottle', 'Water bottle'],
  ['coffee-beans', 'Coffee beans'],
  ['yoga-mat', 'Yoga mat'],
] as const
const QTY_MAX = 1_000
/** The bank takes a payment that was sent for as long as its token lives, and some seconds more (services/door/pursue.ts). */
const ENDS_WITHIN_MS = 130_000
const LOOK_MS = 500

/** Fills the shelves of a shop that has started. */
export async function fillShelves(ownerUrl: string): Promise<void> {
  await asOwner(ownerUrl, (sql) => sql`UPDATE shop.products SET stock = ${STOCK}, price_minor = 1`)
}

/** The purchase that stands for the job `wlN`: product and quantity name it on the phone, in its memo. */
export function purchaseNamed(name: string): { memo: string; order: { product: string; qty: number } } {
  const n = Number(name.slice(2))
  const [product, shown] = PRODUCTS[Math.floor(n / QTY_MAX) % PRODUCTS.length] ?? PRODUCTS[0]
  const qty = (n % QTY_MAX) + 1
  return { memo: `${qty} x ${shown}`, order: { product, qty } }
}

interface Books {
  /** Orders that are paid at the shop and not at the bank, or with another amount, or under another key; or the reverse. */
  unlike: { order: string | null; transfer: string | null }[]
  /** Of products whose stock and paid orders are not what was on the shelf. */
  lost: { product: string; units: number }[]
}

/** Waits until every order has ended by itself, and says where shop and bank tell differently. */
export async function checkShop(ownerUrl: string): Promise<string[]> {
  return asOwner(ownerUrl, async (sql) => {
    const deadline = performance.now() + ENDS_WITHIN_MS
    for (;;) {
      const [open] = await sql<{ n: number }[]>`SELECT count(*)::int AS n FROM shop.orders WHERE status = 'pending'`
      if (open?.n === 0) return wrongAt(await readBooks(sql))
      if (performance.now() > deadline) return [`shop: ${open?.n} orders stay pending`]
      await pause(LOOK_MS)
    }
  })
}

export function wrongAt({ unlike, lost }: Books): string[] {
  return [
    ...unlike.map(({ order, transfer }) => `shop: order ${order} is paid, and the bank's transfer is ${transfer}`),
    ...lost.map(({ product, units }) => `shop: ${units} of ${product} are neither on the shelf nor sold`),
  ]
}

async function readBooks(sql: postgres.Sql): Promise<Books> {
  const unlike = await sql<Books['unlike']>`
    SELECT o.id AS "order", t.id AS transfer
    FROM (SELECT * FROM shop.orders WHERE status = 'confirmed') o
    FULL JOIN (
      SELECT t.id, t.amount_minor, t.idempotency_key, c.subject
      FROM transfers t JOIN accounts a ON a.id = t.creditor_account_id JOIN customers c ON c.id = t.customer_id
        JOIN customers payee ON payee.id = a.customer_id WHERE payee.subject = 'baink-shop@clients') t
    ON t.id = o.transfer_id AND t.amount_minor = (o.item ->> 'totalMinor')::bigint AND t.idempotency_key = o.payment_key
      AND t.subject = o.subject
    WHERE o.id IS NULL OR t.id IS NULL`
  const lost = await sql<Books['lost']>`
    SELECT p.id AS product, (${STOCK} - p.stock - coalesce(sum((o.item ->> 'qty')::int), 0))::int AS units
    FROM shop.products p LEFT JOIN shop.orders o ON o.item ->> 'product' = p.id AND o.status = 'confirmed'
    GROUP BY p.id HAVING p.stock + coalesce(sum((o.item ->> 'qty')::int), 0) <> ${STOCK}`
  return { unlike, lost }
}
