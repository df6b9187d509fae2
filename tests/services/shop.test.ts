import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { letAiyaAsk } from '../support/bank/approvals'
import { type HighStreet, openHighStreet } from '../support/services/high-street'
import { expectRefused, expectSound, SHOES, state } from '../support/services/shop-books'
import { ALICE } from '../support/tenant/tenant'

// The shop with the real bank, the real tenant and alice's phone: what is ordered is paid once, or nothing is.

let street: HighStreet
beforeAll(async () => {
  street = await openHighStreet()
})
afterAll(() => street.close())
beforeEach(async () => {
  await letAiyaAsk(street.bank.alice.id)
  await street.sql`UPDATE shop.products SET stock = 40, price_minor = 7500 WHERE id = 'running-shoes'`
})

describe('a purchase', () => {
  test('tells what to ask the phone for, is made once after the yes, and answered again', async () => {
    const key = randomUUID()
    const before = await state(street)
    const asked = await expectRefused(
      street,
      async () => street.order('shop', { ...SHOES, priceLimit: '150.00' }, key, await street.bareToken('shop')),
      403,
      'approval_required',
    )
    expect(asked.headers.get('www-authenticate')).toBe('Bearer error="insufficient_authorization"')
    expect(asked.body.bindingMessage).toBe('Buy 2 x Running shoes, 150.00 USD, bAInk Shop')
    expect(asked.body.authorizationDetails).toEqual([
      {
        type: 'product_order',
        identifier: key,
        product: { id: 'running-shoes', name: 'Running shoes' },
        qty: 2,
        unitPrice: '75.00',
        total: '150.00',
        currency: 'USD',
        merchant: 'bAInk Shop',
      },
      expect.objectContaining({
        type: 'payment_initiation',
        identifier: key,
        instructedAmount: { currency: 'USD', amount: '150.00' },
        creditorName: 'bAInk Shop',
        remittanceInformationUnstructured: '2 x Running shoes',
      }),
    ])
    const details = asked.body.authorizationDetails as object[]
    const token = await street.approved('shop', details, String(asked.body.bindingMessage))
    const made = await street.order('shop', { ...SHOES, priceLimit: '150.00' }, key, token)
    expect(made.status).toBe(201)
    expect(made.body.order).toEqual({
      id: expect.stringMatching(/^[0-9a-f-]{36}$/),
      product: 'running-shoes',
      qty: 2,
      total: '150.00',
      currency: 'USD',
      transferId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      createdAt: expect.stringMatching(/Z$/),
    })
    const after = { shop: before.shop + 15_000, alice: before.alice - 15_000, transfers: before.transfers + 1 }
    expect(await state(street)).toEqual({ ...before, ...after, stock: 38, confirmed: before.confirmed + 1 })

    const again = await street.order('shop', { ...SHOES, priceLimit: '150.00' }, key, token)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    expect(again.body).toEqual(made.body)
    await expectRefused(
      street,
      () => street.order('shop', { ...SHOES, qty: 1 }, key, token),
      409,
      'idempotency_conflict',
    )
    await expectSound(street)
  })

  test('sent many times at once is made once', async () => {
    const key = randomUUID()
    const token = await street.approve('shop', SHOES, key)
    const before = await state(street)
    const answers = await Promise.all(Array.from({ length: 8 }, () => street.order('shop', SHOES, key, token)))
    expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(201))
    expect(new Set(answers.map(({ body }) => body.order?.transferId)).size).toBe(1)
    expect(await state(street)).toMatchObject({ transfers: before.transfers + 1, stock: 38, pending: 0 })
  })

  test('is told to the bank with the shop as the actor, and posted on the approval', async () => {
    const { body } = await street.buy('shop', SHOES)
    const [transfer] = await street.bank.sql`
      SELECT t.authority, t.memo, e.data ->> 'agentClientId' AS agent, e.data -> 'act' ->> 'sub' AS actor, e.data ? 'device' AS device
      FROM transfers t JOIN audit_events e ON e.transfer_id = t.id AND e.kind = 'transfer.posted'
      WHERE t.id = ${String(body.order?.transferId)}`
    expect(transfer).toEqual({
      authority: 'approval',
      memo: '2 x Running shoes',
      agent: 'baink-shop',
      actor: 'baink-shop',
      device: true,
    })
  })
})

describe('before the phone is asked, it is refused', () => {
  test.each<[string, object, number, string]>([
    ['for more than there is', { ...SHOES, qty: 41 }, 422, 'out_of_stock'],
    ['above the limit', { ...SHOES, priceLimit: '149.99' }, 422, 'price_limit'],
    ['for what is not sold', { product: 'yacht', qty: 1 }, 404, 'not_found'],
    ['for no whole number', { ...SHOES, qty: 1.5 }, 400, 'invalid_request'],
    ['for none', { ...SHOES, qty: 0 }, 400, 'invalid_request'],
    ['with a limit that is no amount', { ...SHOES, priceLimit: '150' }, 400, 'invalid_request'],
    ['with a price of the caller’s own', { ...SHOES, unitPrice: '0.01' }, 400, 'invalid_request'],
    ['for a product that cannot be stored', { product: 'a\u0000', qty: 1 }, 400, 'invalid_request'],
  ])('%s', async (_, body, status, code) => {
    const token = await street.bareToken('shop')
    await expectRefused(street, () => street.order('shop', body, randomUUID(), token), status, code)
  })

  test('for more than any of the customer’s accounts has', async () => {
    await street.sql`UPDATE shop.products SET price_minor = 900000 WHERE id = 'running-shoes'`
    const token = await street.bareToken('shop')
    await expectRefused(street, () => street.order('shop', SHOES, randomUUID(), token), 422, 'insufficient_funds')
  })

  test('with a body that is too large, is no JSON, or without a key', async () => {
    const token = await street.bareToken('shop')
    const post = (body: string, headers: Record<string, string>) =>
      fetch(`${street.configs.shop.url}/api/orders`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, ...headers },
        body,
      })
    const json = { 'Content-Type': 'application/json' }
    const key = { 'Idempotency-Key': randomUUID() }
    expect((await post(' '.repeat(17 * 1024), { ...json, ...key })).status).toBe(413)
    expect((await post('{}', key)).status).toBe(415)
    expect((await post('{', { ...json, ...key })).status).toBe(400)
    expect((await post(JSON.stringify(SHOES), json)).status).toBe(400)
  })
})

describe('a token is refused', () => {
  const now = Math.floor(Date.now() / 1_000)
  test.each<[string, string | undefined, object, number, string]>([
    ['without the scope', 'openid', {}, 403, 'insufficient_scope'],
    ['with a scope that only resembles it', 'xproduct:buy product:buys', {}, 403, 'insufficient_scope'],
    ['for the bank', undefined, { aud: ['http://localhost:3000/api/agent/transfers'] }, 401, 'unauthenticated'],
    ['that is over', undefined, { iat: now - 400, exp: now - 100 }, 401, 'unauthenticated'],
    ['of another issuer', undefined, { iss: 'http://localhost:1/' }, 401, 'unauthenticated'],
  ])('%s', async (_, scope, claims, status, code) => {
    const token = await street.bareToken('shop', scope, claims)
    await expectRefused(street, () => street.order('shop', SHOES, randomUUID(), token), status, code)
  })

  test('that is for others as well, and one of the other business', async () => {
    const { url } = street.configs.brokerage
    const both = await street.bareToken('shop', undefined, {
      aud: [`${street.configs.shop.url}/api/orders`, `${url}/api/orders`],
    })
    for (const token of [both, await street.bareToken('brokerage', 'product:buy'), 'no-token', `${both}x`])
      await expectRefused(street, () => street.order('shop', SHOES, randomUUID(), token), 401, 'unauthenticated')
  })

  test('of nobody who banks here', async () => {
    const token = await street.bareToken('shop', undefined, { sub: 'auth0|nobody' })
    const answer = await street.order('shop', SHOES, randomUUID(), token)
    expect([answer.status, answer.body.code]).toEqual([403, 'approval_mismatch'])
  })
})

describe('after the phone has said yes, it is voided and never paid', () => {
  test('where the price has changed', async () => {
    const key = randomUUID()
    const token = await street.approve('shop', SHOES, key)
    await street.sql`UPDATE shop.products SET price_minor = 7600 WHERE id = 'running-shoes'`
    await expectRefused(street, () => street.order('shop', SHOES, key, token), 422, 'price_limit')
  })

  test('where the last one is gone', async () => {
    const key = randomUUID()
    const token = await street.approve('shop', SHOES, key)
    await street.sql`UPDATE shop.products SET stock = 1 WHERE id = 'running-shoes'`
    await expectRefused(street, () => street.order('shop', SHOES, key, token), 422, 'out_of_stock')
  })

  test('where the money is gone: what was kept is given back', async () => {
    const key = randomUUID()
    const token = await street.approve('shop', SHOES, key)
    const { sql, alice } = street.bank
    await sql`UPDATE accounts SET status = 'frozen' WHERE customer_id = ${alice.id} AND name = 'Checking'`
    await expectRefused(street, () => street.order('shop', SHOES, key, token), 422, 'account_not_active')
    await sql`UPDATE accounts SET status = 'active' WHERE customer_id = ${alice.id} AND name = 'Checking'`
  })

  test('of many who want the last one, one gets it', async () => {
    await street.sql`UPDATE shop.products SET stock = 1 WHERE id = 'running-shoes'`
    const one = { product: 'running-shoes', qty: 1 }
    const wishes: [string, string][] = []
    for (let i = 0; i < 4; i++) {
      const key = randomUUID()
      wishes.push([key, await street.approve('shop', one, key)])
    }
    const before = await state(street)
    const answers = await Promise.all(wishes.map(([key, token]) => street.order('shop', one, key, token)))
    expect(answers.map(({ status, body }) => `${status} ${body.code ?? ''}`).sort()).toEqual([
      '201 ',
      ...Array(3).fill('422 out_of_stock'),
    ])
    expect(await state(street)).toMatchObject({ transfers: before.transfers + 1, shop: before.shop + 7_500, stock: 0 })
    await expectSound(street)
  })
})

test('the customer’s own orders are listed, newest first, in pages; another’s are not', async () => {
  for (let i = 0; i < 3; i++) await street.buy('shop', { product: 'running-socks', qty: 1 })
  const token = await street.bareToken('shop', 'openid')
  const ids: unknown[] = []
  for (let cursor = ''; ; ) {
    const { status, body } = await street.get('shop', `/api/orders?limit=2&cursor=${cursor}`, token)
    expect(status).toBe(200)
    const orders = body.orders as Record<string, unknown>[]
    expect(orders.length).toBeLessThanOrEqual(2)
    for (const order of orders) expect(Object.keys(order)).toHaveLength(7)
    ids.push(...orders.map(({ id }) => id))
    if (body.nextCursor === null) break
    cursor = String(body.nextCursor)
  }
  const rows = await street.sql<{ id: string }[]>`
    SELECT id FROM shop.orders WHERE subject = ${ALICE} AND status = 'confirmed' ORDER BY created_at DESC, id DESC`
  expect(ids).toEqual(rows.map(({ id }) => id))
  const bob = await street.bareToken('shop', 'openid', { sub: 'auth0|bob' })
  expect((await street.get('shop', '/api/orders', bob)).body).toEqual({ orders: [], nextCursor: null })
  for (const query of ['limit=0', 'limit=101', 'cursor=x'])
    expect((await street.get('shop', `/api/orders?${query}`, token)).status).toBe(400)
})
