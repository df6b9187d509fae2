import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { purchaseTool } from '@/lib/ai/protected/purchase'
import { allDetails } from '@/lib/approvals/approved'
import { moveApproval } from '@/lib/approvals/move-approval'
import { openApproval } from '@/lib/approvals/open-approval'
import { paidUnder } from '@/services/door/bank'
import { exchange } from '@/services/door/tenant'
import { letAiyaAsk } from '../support/bank/approvals'
import { answerAsBank, type HighStreet, openHighStreet, untilOrderEnds } from '../support/services/high-street'
import { expectSound, SHOES, state } from '../support/services/shop-books'
import { ALICE } from '../support/tenant/tenant'

// What the shop does when the bank's answer is lost, and when it is killed: the order ends by itself, paid or not.

vi.setConfig({ testTimeout: 180_000 })

let street: HighStreet
beforeAll(async () => {
  street = await openHighStreet()
})
afterAll(() => street.close())
beforeEach(async () => {
  street.app.handler = answerAsBank
  await letAiyaAsk(street.bank.alice.id)
  await street.sql`UPDATE shop.products SET stock = 40, price_minor = 7500 WHERE id = 'running-shoes'`
})

describe('when the bank’s answer is lost', () => {
  test('after it has paid, the order is confirmed by the second try', async () => {
    const key = randomUUID()
    const token = await street.approve('shop', SHOES, key)
    let cut = 0
    street.app.handler = async (request) => {
      const answer = await answerAsBank(request)
      return request.url.endsWith('/transfers') && cut++ === 0 ? null : answer
    }
    const made = await street.order('shop', SHOES, key, token)
    expect([made.status, cut]).toEqual([201, 2])
    await expectSound(street)
  })

  test('both times, the customer is told that the outcome is open, and it is confirmed by itself', async () => {
    const key = randomUUID()
    const token = await street.approve('shop', SHOES, key)
    const before = await state(street)
    let cut = 0
    street.app.handler = async (request) => {
      const answer = await answerAsBank(request)
      return request.url.endsWith('/transfers') && cut++ < 2 ? null : answer
    }
    const open = await street.order('shop', SHOES, key, token)
    expect([open.status, open.body.code]).toEqual([503, 'unavailable'])
    expect(open.headers.get('retry-after')).toBe('5')
    expect((await untilOrderEnds(street, 'shop', key)).status).toBe('confirmed')
    expect(await state(street)).toMatchObject({ transfers: before.transfers + 1, stock: 38 })
    expect((await street.order('shop', SHOES, key, token)).status).toBe(201)
    await expectSound(street)
  })

  test('for good, and the token is dead, the bank is asked whether the key has paid', async () => {
    const key = randomUUID()
    const token = await street.approve('shop', SHOES, key)
    const before = await state(street)
    street.app.handler = async (request) => {
      const answer = await answerAsBank(request)
      return request.url.endsWith('/transfers') ? null : answer
    }
    expect((await street.order('shop', SHOES, key, token)).status).toBe(503)
    await street.sql`UPDATE shop.orders SET sealed_token = NULL, unanswered_until = now() - interval '1 second' WHERE key = ${key}`
    expect((await untilOrderEnds(street, 'shop', key)).status).toBe('confirmed')
    expect(await state(street)).toMatchObject({ transfers: before.transfers + 1, stock: 38, pending: 0 })
    await expectSound(street)
  })

  test('before it has paid, the stock stays kept until the token is dead, and is then given back', async () => {
    const key = randomUUID()
    const token = await street.approve('shop', SHOES, key)
    const before = await state(street)
    street.app.handler = async (request) => (request.url.endsWith('/transfers') ? null : answerAsBank(request))
    const open = await street.order('shop', SHOES, key, token)
    expect([open.status, open.body.code]).toEqual([503, 'unavailable'])
    expect(await state(street)).toMatchObject({ stock: 38, pending: 1, transfers: before.transfers })
    // As if the minute of the token, and the bank's time for what was sent, had passed.
    await street.sql`UPDATE shop.orders SET sealed_token = NULL, unanswered_until = now() - interval '1 second' WHERE key = ${key}`
    street.app.handler = answerAsBank
    expect((await untilOrderEnds(street, 'shop', key)).status).toBe('voided')
    expect(await state(street)).toEqual(before)
  })

  test('and the shop’s own clock jumps ahead, the payment may still be made, and the order is not ended', async () => {
    const key = randomUUID()
    const token = await street.approve('shop', SHOES, key)
    const before = await state(street)
    let asked = 0
    street.app.handler = async (request) => {
      asked += Number(request.url.includes('/payments/'))
      return request.url.endsWith('/transfers') ? null : answerAsBank(request)
    }
    expect((await street.order('shop', SHOES, key, token)).status).toBe(503)
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 5 * 60_000 })
    const leased = () =>
      street.sql`SELECT FROM shop.orders WHERE key = ${key} AND lease_until > now() + interval '30 seconds'`
    // The one that drives it next has left it alone until its payment can be made no more.
    await vi.waitUntil(async () => (await leased()).length === 1, 20_000)
    vi.useRealTimers()
    expect([asked, (await state(street)).pending]).toEqual([0, 1])
    await street.sql`UPDATE shop.orders SET sealed_token = NULL, unanswered_until = now(), lease_until = now() WHERE key = ${key}`
    expect((await untilOrderEnds(street, 'shop', key)).status).toBe('voided')
    expect(await state(street)).toEqual(before)
  })

  test('and it refuses the second try, the order is not ended by that: the first may still be made', async () => {
    const key = randomUUID()
    const token = await street.approve('shop', SHOES, key)
    const { sql, alice } = street.bank
    let first: Request | undefined
    street.app.handler = async (request) => {
      if (!request.url.endsWith('/transfers')) return answerAsBank(request)
      if (first) return answerAsBank(request)
      first = request
      await sql`UPDATE accounts SET status = 'frozen' WHERE customer_id = ${alice.id} AND name = 'Checking'`
      return null
    }
    const open = await street.order('shop', SHOES, key, token)
    expect([open.status, open.body.code]).toEqual([503, 'unavailable'])
    expect(await state(street)).toMatchObject({ stock: 38, pending: 1 })
    // The first one was only slow.
    await sql`UPDATE accounts SET status = 'active' WHERE customer_id = ${alice.id} AND name = 'Checking'`
    if (first) expect((await answerAsBank(first)).status).toBe(201)
    expect((await untilOrderEnds(street, 'shop', key)).status).toBe('confirmed')
    await expectSound(street)
  })
})

test('a business finds its own payments at the bank, by customer and key, and nobody else’s', async () => {
  const key = randomUUID()
  const { body } = await street.buy('shop', SHOES, key)
  expect(await paidUnder(street.configs.shop, ALICE, key)).toBe(body.order?.transferId)
  for (const [config, subject, asked] of [
    [street.configs.brokerage, ALICE, key],
    [street.configs.shop, 'auth0|bob', key],
    [street.configs.shop, ALICE, randomUUID()],
  ] as const)
    expect(await paidUnder(config, subject, asked)).toBeNull()
  const { token } = await exchange(street.configs.shop, await street.bareToken('shop'))
  const asCustomer = await fetch(
    `${street.app.origin}/api/agent/payments/${key}?subject=${encodeURIComponent(ALICE)}`,
    {
      headers: { Authorization: `Bearer ${token}` },
    },
  )
  expect(asCustomer.status).toBe(404)
})

test('a purchase whose process died between the yes and its sending ends unpaid, and its token buys nothing later', async () => {
  const before = await state(street)
  const approval = await openApproval({ customerId: street.bank.alice.id, prepare: purchaseTool.prepare(SHOES) })
  const token = await street.approved('shop', allDetails(approval), approval.bindingMessage)
  for (const status of ['pending', 'approved'])
    await street.bank.sql`UPDATE approvals SET status = ${status} WHERE id = ${approval.id}`
  // As whoever takes over ends it (lib/auth0/ai/resume.ts).
  expect(await moveApproval(approval.id, 'failed', { reason: 'token_lost' })).toBe(true)
  const late = await street.order('shop', SHOES, approval.id, token)
  expect([late.status, late.body.code]).toEqual([403, 'approval_mismatch'])
  expect(await state(street)).toEqual(before)
  await expectSound(street)
})

describe('killed', () => {
  test.each([
    ['order_reserved', 'voided'],
    ['token_exchanged', 'voided'],
    ['payment_noted', 'confirmed'],
    ['payment_answered', 'confirmed'],
  ])('at %s, the order ends by itself: %s', async (point, end) => {
    const key = randomUUID()
    const token = await street.approve('shop', SHOES, key)
    const before = await state(street)
    const shop = await street.asProcess('shop', point)
    await expect(street.order('shop', SHOES, key, token)).rejects.toThrow()
    expect(await shop.ended()).toBe('SIGKILL')
    expect(await state(street)).toMatchObject({ stock: 38, pending: 1 })
    await street.sql`UPDATE shop.orders SET lease_until = now() - interval '1 second' WHERE key = ${key}`
    await street.reopen('shop')
    expect((await untilOrderEnds(street, 'shop', key)).status).toBe(end)
    const paid = end === 'confirmed' ? 1 : 0
    expect(await state(street)).toMatchObject({
      transfers: before.transfers + paid,
      shop: before.shop + 15_000 * paid,
      stock: 40 - 2 * paid,
      pending: 0,
    })
    await expectSound(street)
  })
})

test('no token is left in the database, open or sealed, once orders have ended', async () => {
  const rows = await street.sql`SELECT count(*)::int AS n FROM shop.orders WHERE sealed_token IS NOT NULL`
  expect(rows[0]?.n).toBe(0)
})
