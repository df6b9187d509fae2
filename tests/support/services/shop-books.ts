import { expect } from 'vitest'
import type { HighStreet } from './high-street'

export const SHOES = { product: 'running-shoes', qty: 2 }

/** The money, the stock and the orders, as far as an order changes them. */
export async function state(street: HighStreet) {
  const shopAccount = street.configs.shop.accountId
  const [money] = await street.bank.sql`
    SELECT (SELECT balance_minor::int FROM accounts WHERE id = ${shopAccount}) AS shop,
      (SELECT sum(balance_minor)::int FROM accounts WHERE customer_id = ${street.bank.alice.id} AND currency = 'USD') AS alice,
      (SELECT count(*)::int FROM transfers WHERE creditor_account_id = ${shopAccount}) AS transfers`
  const [goods] = await street.sql`
    SELECT (SELECT stock FROM shop.products WHERE id = 'running-shoes') AS stock,
      (SELECT count(*)::int FROM shop.orders WHERE status = 'confirmed') AS confirmed,
      (SELECT count(*)::int FROM shop.orders WHERE status = 'pending') AS pending`
  return { ...money, ...goods } as Record<'shop' | 'alice' | 'transfers' | 'stock' | 'confirmed' | 'pending', number>
}

/** Checks that an order is refused with this status and code, and that nothing has moved, there or here. */
export async function expectRefused(
  street: HighStreet,
  order: () => ReturnType<HighStreet['order']>,
  status: number,
  code: string,
) {
  const before = await state(street)
  const answer = await order()
  expect([answer.status, answer.body.code]).toEqual([status, code])
  expect(answer.headers.get('content-type')).toBe('application/problem+json')
  expect(await state(street)).toEqual(before)
  return answer
}

/** Each paid order of the shop is one transfer of the bank, and the reverse, with the same amount. */
export async function expectSound(street: HighStreet) {
  const paid = await street.sql<{ transfer_id: string; total: string }[]>`
    SELECT transfer_id, item ->> 'totalMinor' AS total FROM shop.orders WHERE status = 'confirmed' ORDER BY transfer_id`
  const transfers = await street.bank.sql<{ transfer_id: string; total: string }[]>`
    SELECT id AS transfer_id, amount_minor::text AS total FROM transfers
    WHERE creditor_account_id = ${street.configs.shop.accountId} ORDER BY id`
  expect([...paid]).toEqual([...transfers])
}
