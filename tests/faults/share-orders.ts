import type postgres from 'postgres'
import { asOwner } from './as-owner'
import { pause } from './orders'

const TICKER = 'ATKO'
/** So far below what a share costs by its price process that every sale is within its limit. */
const SALE_LIMIT_CENTS = 100
/** Above every price. */
const BUY_LIMIT_CENTS = 10_000
/** So many sales, before a limit comes again. */
const LIMITS = 1_900
/** A payout is tried until the bank has answered, and a buy for as long as its token may pay. */
const ENDS_WITHIN_MS = 130_000
const LOOK_MS = 500

/** The order that stands for the job `shN`: its limit names it on the phone and in the approval. */
export function sharesNamed(name: string, side: 'buy' | 'sell') {
  const n = Number(name.slice(2))
  const cents = side === 'buy' ? BUY_LIMIT_CENTS + n : SALE_LIMIT_CENTS + (n % LIMITS)
  const limitPrice = (cents / 100).toFixed(2)
  return { memo: `each ${limitPrice}`, order: { ticker: TICKER, qty: 1, side, limitPrice } }
}

interface ShareBooks {
  /** Orders that are paid at the brokerage and not at the bank, or otherwise; or the reverse. */
  unlike: { order: string | null; transfer: string | null }[]
  /** Holdings that are not what was bought less what was sold. */
  wrong: { subject: string; held: number; due: number }[]
}

/** Waits until every order of shares has ended by itself, and says where brokerage and bank tell differently. */
export async function checkBrokerage(ownerUrl: string): Promise<string[]> {
  return asOwner(ownerUrl, async (sql) => {
    const deadline = performance.now() + ENDS_WITHIN_MS
    for (;;) {
      const [open] = await sql<
        { n: number }[]
      >`SELECT count(*)::int AS n FROM brokerage.orders WHERE status = 'pending'`
      if (open?.n === 0) return wrongShares(await readBooks(sql))
      if (performance.now() > deadline) return [`brokerage: ${open?.n} orders stay pending`]
      await pause(LOOK_MS)
    }
  })
}

export function wrongShares({ unlike, wrong }: ShareBooks): string[] {
  return [
    ...unlike.map(({ order, transfer }) => `brokerage: order ${order} is paid, and the bank's transfer is ${transfer}`),
    ...wrong.map(({ subject, held, due }) => `brokerage: ${subject} holds ${held} shares and should hold ${due}`),
  ]
}

/** A buy is a transfer of its customer to the brokerage, a sale one of the brokerage to the account that is named in it. */
async function readBooks(sql: postgres.Sql): Promise<ShareBooks> {
  const unlike = await sql<ShareBooks['unlike']>`
    WITH broker AS (
      SELECT a.id FROM accounts a JOIN customers c ON c.id = a.customer_id WHERE c.subject = 'baink-brokerage@clients')
    SELECT o.id AS "order", t.id AS transfer
    FROM (SELECT * FROM brokerage.orders WHERE status = 'confirmed') o
    FULL JOIN (
      SELECT t.*, c.subject FROM transfers t JOIN customers c ON c.id = t.customer_id
      WHERE t.authority <> 'opening'
        AND (t.creditor_account_id IN (SELECT id FROM broker) OR t.debtor_account_id IN (SELECT id FROM broker))) t
    ON t.id = o.transfer_id AND t.idempotency_key = o.payment_key
      AND t.amount_minor = (o.item ->> 'priceMinor')::bigint * (o.item ->> 'qty')::bigint
      AND CASE o.item ->> 'side'
        WHEN 'buy' THEN t.subject = o.subject AND t.creditor_account_id IN (SELECT id FROM broker) AND o.payment_key = o.key
        ELSE t.debtor_account_id IN (SELECT id FROM broker) AND t.creditor_account_id::text = o.payment ->> 'toAccountId' END
    WHERE o.id IS NULL OR t.id IS NULL`
  const wrong = await sql<ShareBooks['wrong']>`
    SELECT subject, coalesce(h.qty, 0)::int AS held, coalesce(b.qty, 0)::int AS due
    FROM (SELECT subject, sum(qty) AS qty FROM brokerage.holdings GROUP BY subject) h
    FULL JOIN (
      SELECT subject, sum((item ->> 'qty')::int * CASE item ->> 'side' WHEN 'buy' THEN 1 ELSE -1 END) AS qty
      FROM brokerage.orders WHERE status = 'confirmed' GROUP BY subject) b USING (subject)
    WHERE coalesce(h.qty, 0) <> coalesce(b.qty, 0)`
  return { unlike, wrong }
}
