import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { DELETE } from '@/app/api/conditional-orders/[orderId]/route'
import { GET, POST } from '@/app/api/conditional-orders/route'
import { toolRegistry } from '@/lib/ai/tool-registry'
import { cancelOpenApprovals } from '@/lib/approvals/end-approval'
import type { ConditionalOrder } from '@/lib/conditional-orders/conditional-order'
import { lookOnce } from '@/lib/conditional-orders/watch-prices'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { priceAt } from '@/services/brokerage/price'
import { letAiyaAsk } from '../support/bank/approvals'
import { signInAs } from '../support/bank/session-double'
import { books, expectConserved } from '../support/services/brokerage-books'
import { type HighStreet, openHighStreet } from '../support/services/high-street'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// "Buy 10 ZEKO when it is below 5": kept, watched, asked about once when the price is there, and then as any order is.

const START = Date.parse('2026-11-28T16:00:00Z')
const cents = (at: number) => priceAt('tests', 'ZEKO', at)
const [HIGH, LOW] = extremes()

/** The ticks of the next hours at which ZEKO costs most and least. */
function extremes(): [number, number] {
  const ticks = Array.from({ length: 1_500 }, (_, tick) => START + tick * 10_000)
  const sorted = ticks.sort((a, b) => Number(cents(b) - cents(a)))
  return [sorted[0] ?? 0, sorted.at(-1) ?? 0]
}

/** Between the two. */
const PRICE = toDecimal((cents(HIGH) + cents(LOW)) / 2n, 'USD')
const CHAT = '019b7600-0000-7000-8000-000000000001'
const WISH = { ticker: 'ZEKO', qty: 10, side: 'buy', when: 'below', price: PRICE }

let street: HighStreet
beforeAll(async () => {
  street = await openHighStreet()
})
afterAll(() => street.close())
beforeEach(async () => {
  signInAs(street.bank.alice.id, 'auth0|alice')
  street.market.at = HIGH
  await street.bank.sql`UPDATE conditional_orders SET status = 'cancelled' WHERE status = 'pending'`
  await cancelOpenApprovals(street.bank.alice.id)
  await letAiyaAsk(street.bank.alice.id)
})

const at = (orderId: string) => ({ params: Promise.resolve({ orderId }) })
const request = (method: string, body?: object) =>
  new Request(`${street.app.origin}/api/conditional-orders`, {
    method,
    headers: { 'Content-Type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })

async function place(wish: object = WISH): Promise<ConditionalOrder> {
  const response = await POST(request('POST', wish))
  const { conditionalOrder } = await response.json()
  expect(response.status).toBe(201)
  return conditionalOrder
}

const listed = async (): Promise<ConditionalOrder[]> => (await (await GET()).json()).conditionalOrders
const state = async (id: string) => (await listed()).find((order) => order.id === id)?.status
const until = (id: string, status: string) =>
  vi.waitUntil(async () => (await state(id)) === status, { timeout: 20_000, interval: 100 })
const approvals = async () => {
  const [row] = await street.bank.sql<{ n: number }[]>`
    SELECT count(*)::int AS n FROM approvals WHERE customer_id = ${street.bank.alice.id}`
  return row?.n
}

/** The price is there, and the orders are due. */
async function priceIsThere(): Promise<void> {
  street.market.at = LOW
  await street.bank.sql`UPDATE conditional_orders SET look_after = now() - interval '1 second' WHERE status = 'pending'`
}

describe('while the price is not there', () => {
  test('it waits: the phone is not asked, and nothing is held', async () => {
    const [before, asked] = [await books(street), await approvals()]
    const order = await place()
    expect(order).toEqual({
      ...WISH,
      id: expect.any(String),
      status: 'pending',
      reason: null,
      currency: 'USD',
      approvalId: null,
      createdAt: expect.any(String),
      expiresAt: expect.any(String),
    })
    for (let round = 0; round < 3; round++) {
      await street.bank
        .sql`UPDATE conditional_orders SET look_after = now() - interval '1 second' WHERE status = 'pending'`
      await lookOnce()
    }
    expect([await state(order.id), await approvals()]).toEqual(['pending', asked])
    expect(await books(street)).toEqual(before)
  })

  test('it can be withdrawn, and is not asked about any more', async () => {
    const { id } = await place()
    const asked = await approvals()
    const response = await DELETE(request('DELETE'), at(id))
    expect([response.status, (await response.json()).conditionalOrder.status]).toEqual([200, 'cancelled'])
    await priceIsThere()
    await lookOnce()
    expect([await state(id), await approvals()]).toEqual(['cancelled', asked])
    expect((await DELETE(request('DELETE'), at(id))).status).toBe(409)
  })

  test('it expires, and is not asked about any more', async () => {
    const { id } = await place()
    const asked = await approvals()
    await street.bank.sql`UPDATE conditional_orders SET expires_at = now() - interval '1 second' WHERE id = ${id}`
    await priceIsThere()
    await lookOnce()
    expect([await state(id), await approvals()]).toEqual(['expired', asked])
  })
})

describe('once the price is there', () => {
  test('the phone is asked once, whoever looks, and the yes buys at a price within the limit', async () => {
    const { id } = await place()
    const [before, asked] = [await books(street), Number(await approvals())]
    await priceIsThere()
    await Promise.all([lookOnce(), lookOnce(), lookOnce()])
    await lookOnce()
    expect([await state(id), await approvals()]).toEqual(['asked', asked + 1])
    const onPhone = await street.phone.waitForRequest('ZEKO')
    await street.phone.approve(onPhone.id)
    await until(id, 'filled')
    const paid = Number(cents(LOW)) * 10
    // The order is filled once its payment is posted, which the brokerage hears of a moment later.
    await expect
      .poll(() => books(street))
      .toMatchObject({
        held: before.held + 10,
        transfers: before.transfers + 1,
        alice: before.alice - paid,
      })
    await expectConserved(street)
  })

  test('a no on the phone ends it, and it is not asked about again', async () => {
    const { id } = await place()
    await priceIsThere()
    await lookOnce()
    await street.phone.deny((await street.phone.waitForRequest('ZEKO')).id)
    await until(id, 'denied')
    const asked = await approvals()
    await lookOnce()
    expect(await approvals()).toBe(asked)
  })

  test('it can still be withdrawn, with the request on the phone', async () => {
    const { id } = await place()
    await priceIsThere()
    await lookOnce()
    expect((await DELETE(request('DELETE'), at(id))).status).toBe(200)
    expect(await state(id)).toBe('cancelled')
    const [order] = await street.bank.sql`
      SELECT a.status FROM conditional_orders o JOIN approvals a ON a.id = o.approval_id WHERE o.id = ${id}`
    expect(order?.status).toBe('cancelled')
  })

  test('a process that died before it wrote down that it asked is replaced, and nobody is asked twice', async () => {
    const { id } = await place()
    await priceIsThere()
    await lookOnce()
    const asked = await approvals()
    await street.bank.sql`
      UPDATE conditional_orders SET status = 'pending', approval_id = NULL, look_after = now() - interval '1 second' WHERE id = ${id}`
    await lookOnce()
    expect([await state(id), await approvals()]).toEqual(['asked', asked])
  })

  test('while agents are frozen nothing is asked, and it goes on waiting', async () => {
    const { sql, alice } = street.bank
    const { id } = await place()
    const asked = await approvals()
    await sql`UPDATE customers SET agent_transfers_frozen_at = now() WHERE id = ${alice.id}`
    await priceIsThere()
    await lookOnce()
    expect([await state(id), await approvals()]).toEqual(['pending', asked])
    await sql`UPDATE customers SET agent_transfers_frozen_at = NULL WHERE id = ${alice.id}`
    await priceIsThere()
    await lookOnce()
    expect(await state(id)).toBe('asked')
  })
})

test('Aiya keeps one by her tool, and says no more than that the phone will be asked', async () => {
  const { id } = street.bank.alice
  const customer = { id, subject: 'auth0|alice', name: 'Alice' }
  const { orderWhen } = toolRegistry({ customer, chatId: CHAT })
  const use = (args: object) => orderWhen?.execute?.(args as never, { toolCallId: 'x', messages: [] })
  expect(await use(WISH)).toEqual({
    status: 'waiting',
    message: `I keep this for you: buy 10 ZEKO when one is below $${PRICE}. Your phone is asked then, and not before.`,
  })
  expect((await listed())[0]).toMatchObject({ ...WISH, status: 'pending' })
  expect(await use({ ...WISH, ticker: 'AAPL' })).toMatchObject({ status: 'refused', code: 'not_found' })
  expect(await use({ ...WISH, price: '5' })).toMatchObject({ status: 'refused', code: 'invalid_request' })
})

describe('what is refused', () => {
  test.each<[string, object, number, string]>([
    ['an unlisted ticker', { ...WISH, ticker: 'AAPL' }, 404, 'not_found'],
    ['no amount', { ...WISH, price: '5' }, 400, 'invalid_request'],
    ['none of them', { ...WISH, qty: 0 }, 400, 'invalid_request'],
    ['no condition', { ...WISH, when: undefined }, 400, 'invalid_request'],
    ['a member that is not known', { ...WISH, fromAccountId: 'x' }, 400, 'invalid_request'],
  ])('%s', async (_, wish, status, code) => {
    const response = await POST(request('POST', wish))
    expect([response.status, (await response.json()).code]).toEqual([status, code])
  })

  test('the eleventh that waits', async () => {
    const all = await Promise.all(Array.from({ length: 12 }, () => POST(request('POST', WISH))))
    expect(all.map(({ status }) => status).sort()).toEqual([...Array(10).fill(201), 422, 422])
  })

  test('another customer’s', async () => {
    const { id } = await place()
    signInAs(street.bank.bob.id, 'auth0|bob')
    expect(await listed()).toEqual([])
    expect((await DELETE(request('DELETE'), at(id))).status).toBe(404)
  })
})
