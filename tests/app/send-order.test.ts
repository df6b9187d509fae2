import { afterEach, expect, test, vi } from 'vitest'
import type { PendingOrder } from '@/app/(portal)/transfer/pending-order'
import { sendOrder } from '@/app/(portal)/transfer/send-order'

afterEach(() => {
  vi.unstubAllGlobals()
})

const order = (unansweredAt: number | null): PendingOrder => ({
  key: '6f0c0c0a-4f57-4d0a-9c39-8f6d54a1c001',
  customerId: 'c',
  body: '{}',
  unansweredAt,
  values: { from: 'a', to: 'b', amount: '1', meant: null, memo: '' },
  shown: { amount: '$1.00', from: 'A', to: 'B' },
})

function bankAnswers(status: number, body: unknown): void {
  vi.stubGlobal('fetch', async () => Response.json(body, { status }))
}

const SECOND = 1_000
const LACKING = { code: 'insufficient_funds', title: 'Not enough money in the account' }

test('an order that the bank has asked the phone about waits, and is not taken for posted', async () => {
  bankAnswers(202, { approval: { id: order(null).key, status: 'pending' } })
  expect(await sendOrder(order(null))).toEqual({
    kind: 'waiting',
    approval: { id: order(null).key, status: 'pending' },
  })
})

test('a refusal of the first attempt is final', async () => {
  bankAnswers(422, LACKING)
  expect(await sendOrder(order(null))).toMatchObject({ kind: 'refused', problem: LACKING })
})

test.each([0, 30, 89])('%i s after an attempt without an answer, a refusal settles nothing', async (seconds) => {
  bankAnswers(422, LACKING)
  const outcome = await sendOrder(order(Date.now() - seconds * SECOND))
  expect(outcome).toMatchObject({ kind: 'unknown', refused: LACKING })
})

test('a refusal settles nothing either where the clock was set back meanwhile', async () => {
  bankAnswers(422, LACKING)
  expect(await sendOrder(order(Date.now() + 3_600 * SECOND))).toMatchObject({ kind: 'unknown' })
})

test('once the first attempt can no longer be under way, a refusal is final', async () => {
  bankAnswers(422, LACKING)
  expect(await sendOrder(order(Date.now() - 91 * SECOND))).toMatchObject({ kind: 'refused', problem: LACKING })
})

test('a refusal at the door says nothing about an earlier attempt, however old', async () => {
  bankAnswers(429, { code: 'rate_limited', title: 'Too many requests' })
  expect(await sendOrder(order(Date.now() - 3_600 * SECOND))).toEqual({ kind: 'unknown' })
})

test.each([
  [500, { code: 'internal_error' }],
  [503, { code: 'unavailable' }],
  [403, {}],
])('%i %j is not known', async (status, body) => {
  bankAnswers(status, body)
  expect(await sendOrder(order(null))).toEqual({ kind: 'unknown' })
})
