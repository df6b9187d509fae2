import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { priceAt, type Ticker } from '@/services/brokerage/price'
import { payoutKey } from '@/services/brokerage/sell'
import { letAiyaAsk } from '../support/bank/approvals'
import { books, buyShares, expectConserved, expectRefused } from '../support/services/brokerage-books'
import { type HighStreet, openHighStreet } from '../support/services/high-street'
import { ALICE } from '../support/tenant/tenant'

// The brokerage with the real bank, the real tenant and alice's phone: shares and money change hands together or not at all.

const START = Date.parse('2026-11-28T16:00:00Z')
const MINUTE = 60_000

let street: HighStreet
beforeAll(async () => {
  street = await openHighStreet()
})
afterAll(() => street.close())
beforeEach(async () => {
  street.market.at = START
  await letAiyaAsk(street.bank.alice.id)
  await street.bank.sql`DELETE FROM daily_totals`
})

/** The price in cents, and as the brokerage writes it. */
const cents = (ticker: Ticker, at = START) => priceAt('tests', ticker, at)
const usd = (minor: bigint) => toDecimal(minor, 'USD')
/** The first tick after the start at which the price of a ticker is below, or above, what it then was. */
function later(ticker: Ticker, is: (price: bigint, then: bigint) => boolean): number {
  for (let at = START; at < START + 5 * MINUTE; at += 10_000) if (is(cents(ticker, at), cents(ticker))) return at
  throw new Error('the price does not move so in time')
}

const BUY = { ticker: 'ZEKO', qty: 10, side: 'buy' }

describe('a buy', () => {
  test('tells what to ask the phone for, is made once at the quoted price, and shows in the portfolio', async () => {
    const key = randomUUID()
    const before = await books(street)
    const wish = { ...BUY, limitPrice: '6.00' }
    const asked = await expectRefused(
      street,
      async () => street.order('brokerage', wish, key, await street.bareToken('brokerage')),
      403,
      'approval_required',
    )
    const total = usd(cents('ZEKO') * 10n)
    expect(asked.body.bindingMessage).toBe(`Buy 10 ZEKO at ${usd(cents('ZEKO'))}, ${total} USD`)
    expect(asked.body.authorizationDetails).toEqual([
      {
        type: 'stock_order',
        identifier: key,
        ticker: 'ZEKO',
        side: 'buy',
        qty: 10,
        limitPrice: '6.00',
        currency: 'USD',
      },
      expect.objectContaining({
        type: 'payment_initiation',
        identifier: key,
        instructedAmount: { currency: 'USD', amount: total },
        creditorName: 'bAInk Brokerage',
        remittanceInformationUnstructured: '10 ZEKO',
      }),
    ])
    const token = await street.approved(
      'brokerage',
      asked.body.authorizationDetails as object[],
      String(asked.body.bindingMessage),
    )
    // The phone took its time, and the price went up meanwhile: the quote was firm.
    street.market.at = later('ZEKO', (price, then) => price > then)
    const made = await street.order('brokerage', wish, key, token)
    expect(made.status).toBe(201)
    expect(made.body.order).toEqual({
      ...BUY,
      id: expect.any(String),
      price: usd(cents('ZEKO')),
      total,
      currency: 'USD',
      transferId: expect.any(String),
      createdAt: expect.any(String),
    })
    const paid = Number(cents('ZEKO')) * 10
    expect(await books(street)).toEqual({
      brokerage: before.brokerage + paid,
      alice: before.alice - paid,
      transfers: before.transfers + 1,
      held: before.held + 10,
      confirmed: before.confirmed + 1,
      pending: 0,
    })
    const again = await street.order('brokerage', wish, key, token)
    expect([again.status, again.headers.get('idempotency-replayed')]).toEqual([201, 'true'])
    expect(again.body).toEqual(made.body)

    const { body } = await street.get(
      'brokerage',
      '/api/portfolio',
      await street.bareToken('brokerage', 'portfolio:read'),
    )
    const price = cents('ZEKO', street.market.at)
    expect(body).toEqual({
      holdings: [{ ticker: 'ZEKO', qty: 10, price: usd(price), value: usd(price * 10n), currency: 'USD' }],
    })
    await expectConserved(street)
  })

  test.each<[string, object, number, string]>([
    ['above the limit', { ...BUY, limitPrice: '3.00' }, 422, 'price_limit'],
    ['of what is not listed', { ...BUY, ticker: 'AAPL' }, 404, 'not_found'],
    ['of half a share', { ...BUY, qty: 0.5 }, 400, 'invalid_request'],
    ['with no side', { ticker: 'ZEKO', qty: 1 }, 400, 'invalid_request'],
    ['with a limit that is no amount', { ...BUY, limitPrice: '-1.00' }, 400, 'invalid_request'],
    ['for more than the customer has', { ...BUY, ticker: 'GOOG', qty: 90_000 }, 422, 'insufficient_funds'],
  ])('%s is refused before the phone is asked', async (_, body, status, code) => {
    const token = await street.bareToken('brokerage')
    await expectRefused(street, () => street.order('brokerage', body, randomUUID(), token), status, code)
  })

  test('at a price that was quoted more than six minutes ago is refused', async () => {
    const key = randomUUID()
    const token = await street.approve('brokerage', { ...BUY, ticker: 'OKTA', qty: 1 }, key)
    street.market.at = START + 7 * MINUTE
    const buy = () => street.order('brokerage', { ...BUY, ticker: 'OKTA', qty: 1 }, key, token)
    await expectRefused(street, buy, 422, 'price_limit')
    street.market.at = START + 5 * MINUTE
    expect((await buy()).status).toBe(201)
    await expectConserved(street)
  })
})

describe('a sale', () => {
  test('needs the shares, is paid out once to the account that paid for them, and is no customer’s transfer', async () => {
    await buyShares(street, 'GOOG', 3)
    const key = randomUUID()
    const sale = { ticker: 'GOOG', qty: 3, side: 'sell' }
    const asked = await street.order('brokerage', sale, key, await street.bareToken('brokerage'))
    expect(asked.body.authorizationDetails).toEqual([
      { type: 'stock_order', identifier: key, ...sale, limitPrice: usd(cents('GOOG')), currency: 'USD' },
    ])
    const before = await books(street)
    const token = await street.approved(
      'brokerage',
      asked.body.authorizationDetails as object[],
      String(asked.body.bindingMessage),
    )
    const answers = await Promise.all(Array.from({ length: 4 }, () => street.order('brokerage', sale, key, token)))
    expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
    expect(new Set(answers.map(({ body }) => body.order?.transferId)).size).toBe(1)
    expect(payoutKey('auth0|bob', key)).not.toBe(payoutKey(ALICE, key))
    const brought = Number(cents('GOOG')) * 3
    expect(await books(street)).toEqual({
      ...before,
      brokerage: before.brokerage - brought,
      alice: before.alice + brought,
      transfers: before.transfers + 1,
      held: before.held - 3,
      confirmed: before.confirmed + 1,
    })
    const [transfer] = await street.bank.sql`
      SELECT t.authority, t.memo, t.idempotency_key AS key, a.name, c.subject FROM transfers t JOIN accounts a ON a.id = t.creditor_account_id
        JOIN customers c ON c.id = t.customer_id WHERE t.id = ${String(answers[0]?.body.order?.transferId)}`
    expect(transfer).toEqual({
      authority: 'mandate',
      memo: '3 GOOG',
      key: payoutKey(ALICE, key),
      name: 'Checking',
      subject: 'baink-brokerage@clients',
    })
    await expectRefused(
      street,
      async () => street.order('brokerage', sale, randomUUID(), await street.bareToken('brokerage')),
      422,
      'insufficient_shares',
    )
    await expectConserved(street)
  })

  test('brings more where the price has risen, and its quote where it has fallen', async () => {
    await buyShares(street, 'ATKO', 2)
    for (const [at, price] of [
      [later('ATKO', (now, then) => now > then), (now: bigint) => now],
      [later('ATKO', (now, then) => now < then), () => cents('ATKO')],
    ] as const) {
      street.market.at = START
      const key = randomUUID()
      const one = { ticker: 'ATKO', qty: 1, side: 'sell' }
      const token = await street.approve('brokerage', one, key)
      street.market.at = at
      expect((await street.order('brokerage', one, key, token)).body.order?.price).toBe(usd(price(cents('ATKO', at))))
    }
    await expectConserved(street)
  })

  test('below its limit is refused, before the phone and after it', async () => {
    await buyShares(street, 'OKTA', 1)
    const sale = { ticker: 'OKTA', qty: 1, side: 'sell' }
    const bare = await street.bareToken('brokerage')
    const high = { ...sale, limitPrice: '999.00' }
    await expectRefused(street, () => street.order('brokerage', high, randomUUID(), bare), 422, 'price_limit')
    const key = randomUUID()
    const detail = { type: 'stock_order', identifier: key, ...high, currency: 'USD' }
    const token = await street.approved('brokerage', [detail], 'Sell 1 OKTA')
    await expectRefused(street, () => street.order('brokerage', high, key, token), 422, 'price_limit')
  })

  test('of the last shares, asked for several times, is made for one of them', async () => {
    const { body } = await street.get(
      'brokerage',
      '/api/portfolio',
      await street.bareToken('brokerage', 'portfolio:read'),
    )
    const held = (body.holdings as { ticker: string; qty: number }[]).find(({ ticker }) => ticker === 'ZEKO')?.qty ?? 0
    await buyShares(street, 'ZEKO', 5)
    const all = { ticker: 'ZEKO', qty: held + 5, side: 'sell' }
    const wishes: [string, string][] = []
    for (let i = 0; i < 3; i++) {
      const key = randomUUID()
      wishes.push([key, await street.approve('brokerage', all, key)])
    }
    const answers = await Promise.all(wishes.map(([key, token]) => street.order('brokerage', all, key, token)))
    expect(answers.map(({ status, body }) => `${status} ${body.code ?? ''}`).sort()).toEqual([
      '201 ',
      '422 insufficient_shares',
      '422 insufficient_shares',
    ])
    await expectConserved(street)
  })
})

describe('what was approved is what is traded', () => {
  const change = (which: number, more: object) => (details: object[]) =>
    details.map((detail, i) => (i === which ? { ...detail, ...more } : detail))
  test.each<[string, object, (details: object[]) => object[], string]>([
    ['another ticker', BUY, change(0, { ticker: 'ATKO' }), 'approval_mismatch'],
    ['another number', BUY, change(0, { qty: 11 }), 'approval_mismatch'],
    ['another limit', { ...BUY, limitPrice: '6.00' }, change(0, { limitPrice: '6.01' }), 'approval_mismatch'],
    ['another memo', BUY, change(1, { remittanceInformationUnstructured: '10 GOOG' }), 'approval_mismatch'],
    [
      'a price of the caller’s own',
      BUY,
      change(1, { instructedAmount: { currency: 'USD', amount: '0.10' } }),
      'price_limit',
    ],
    [
      'a price for which no share is had',
      BUY,
      change(1, { instructedAmount: { currency: 'USD', amount: '45.01' } }),
      'approval_mismatch',
    ],
  ])('not %s', async (_, wish, changed, code) => {
    const key = randomUUID()
    const { body } = await street.order('brokerage', wish, key, await street.bareToken('brokerage'))
    const token = await street.approved('brokerage', changed(body.authorizationDetails as object[]), 'Buy shares')
    const refused = code === 'price_limit' ? 422 : 403
    await expectRefused(street, () => street.order('brokerage', wish, key, token), refused, code)
  })

  test('not the other side, another key, or more of them', async () => {
    const key = randomUUID()
    const token = await street.approve('brokerage', BUY, key)
    for (const other of [
      { ...BUY, side: 'sell' },
      { ...BUY, qty: 11 },
      { ...BUY, limitPrice: '9.00' },
    ])
      await expectRefused(street, () => street.order('brokerage', other, key, token), 403, 'approval_mismatch')
    await expectRefused(street, () => street.order('brokerage', BUY, randomUUID(), token), 403, 'approval_mismatch')
  })
})

test('who may read may not trade, and who may trade may not read', async () => {
  const [reader, trader] = [await street.bareToken('brokerage', 'portfolio:read'), await street.bareToken('brokerage')]
  await expectRefused(street, () => street.order('brokerage', BUY, randomUUID(), reader), 403, 'insufficient_scope')
  const read = await street.get('brokerage', '/api/portfolio', trader)
  expect([read.status, read.body.code]).toEqual([403, 'insufficient_scope'])
  expect(read.headers.get('www-authenticate')).toContain('scope="portfolio:read"')
  for (const token of [reader, trader]) expect((await street.get('brokerage', '/api/orders', token)).status).toBe(200)
})
