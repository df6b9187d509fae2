import { expect } from 'vitest'
import type { HighStreet } from './high-street'

/** The money and the shares, as far as an order changes them. */
export async function books(street: HighStreet) {
  const account = street.configs.brokerage.accountId
  const [money] = await street.bank.sql`
    SELECT (SELECT balance_minor::int FROM accounts WHERE id = ${account}) AS brokerage,
      (SELECT sum(balance_minor)::int FROM accounts WHERE customer_id = ${street.bank.alice.id} AND currency = 'USD') AS alice,
      (SELECT count(*)::int FROM transfers WHERE ${account} IN (creditor_account_id, debtor_account_id)) AS transfers`
  const [shares] = await street.sql`
    SELECT coalesce((SELECT sum(qty)::int FROM brokerage.holdings), 0) AS held,
      (SELECT count(*)::int FROM brokerage.orders WHERE status = 'confirmed') AS confirmed,
      (SELECT count(*)::int FROM brokerage.orders WHERE status = 'pending') AS pending`
  return { ...money, ...shares } as Record<
    'brokerage' | 'alice' | 'transfers' | 'held' | 'confirmed' | 'pending',
    number
  >
}

/** Checks that an order is refused with this status and code, and that neither money nor shares have moved. */
export async function expectRefused(
  street: HighStreet,
  order: () => ReturnType<HighStreet['order']>,
  status: number,
  code: string,
) {
  const before = await books(street)
  const answer = await order()
  expect([answer.status, answer.body.code]).toEqual([status, code])
  expect(await books(street)).toEqual(before)
  return answer
}

/**
 * Cash and holdings are conserved: each order is one transfer of its amount, in its direction, and the reverse, and what
 * each customer holds is what they bought less what they sold.
 */
export async function expectConserved(street: HighStreet) {
  const account = street.configs.brokerage.accountId
  const orders = await street.sql<{ id: string; minor: string }[]>`
    SELECT transfer_id AS id, (CASE item ->> 'side' WHEN 'buy' THEN 1 ELSE -1 END * (item ->> 'qty')::bigint * (item ->> 'priceMinor')::bigint)::text AS minor
    FROM brokerage.orders WHERE status = 'confirmed' ORDER BY 1`
  const transfers = await street.bank.sql<{ id: string; minor: string }[]>`
    SELECT id, (CASE creditor_account_id WHEN ${account} THEN 1 ELSE -1 END * amount_minor)::text AS minor
    FROM transfers WHERE ${account} IN (creditor_account_id, debtor_account_id) AND authority <> 'opening' ORDER BY 1`
  expect([...orders]).toEqual([...transfers])
  const held = await street.sql`
    SELECT subject, ticker, qty::int FROM brokerage.holdings WHERE qty > 0 ORDER BY 1, 2`
  const traded = await street.sql`
    SELECT subject, item ->> 'ticker' AS ticker, sum(CASE item ->> 'side' WHEN 'buy' THEN 1 ELSE -1 END * (item ->> 'qty')::int)::int AS qty
    FROM brokerage.orders WHERE status = 'confirmed' GROUP BY 1, 2
    HAVING sum(CASE item ->> 'side' WHEN 'buy' THEN 1 ELSE -1 END * (item ->> 'qty')::int) > 0 ORDER BY 1, 2`
  expect([...held]).toEqual([...traded])
}

/** Buys so many shares, so that there are some to sell. */
export async function buyShares(street: HighStreet, ticker: string, qty: number): Promise<void> {
  const { status, body } = await street.buy('brokerage', { ticker, qty, side: 'buy' })
  if (status !== 201) throw new Error(`not bought: ${JSON.stringify(body)}`)
}
