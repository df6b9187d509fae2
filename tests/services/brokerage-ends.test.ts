import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { freezeAgentTransfers } from '@/lib/approvals/agent-freeze'
import { letAiyaAsk } from '../support/bank/approvals'
import { books, buyShares, expectConserved } from '../support/services/brokerage-books'
import { answerAsBank, type HighStreet, openHighStreet, untilOrderEnds } from '../support/services/high-street'
import { SHOES, state } from '../support/services/shop-books'

// What the brokerage does when the bank's answer is lost, and when it is killed: a sale is paid out, once, in the end.

vi.setConfig({ testTimeout: 180_000 })

let street: HighStreet
beforeAll(async () => {
  street = await openHighStreet()
  street.market.seed = 'baink'
  await buyShares(street, 'ZEKO', 200)
})
afterAll(() => street.close())
beforeEach(async () => {
  street.app.handler = answerAsBank
  await letAiyaAsk(street.bank.alice.id)
})

const SALE = { ticker: 'ZEKO', qty: 10, side: 'sell' }
const BUY = { ...SALE, side: 'buy' }

/**
 * What was asked for before stays void; what is asked for from now on is not. A token's time is a whole second, so that
 * only a token of the next one is younger than the freeze.
 */
async function freezeAndThaw({ bank: { sql, alice } }: HighStreet): Promise<void> {
  await freezeAgentTransfers(alice.id)
  await sql`UPDATE customers SET agent_transfers_frozen_at = NULL WHERE id = ${alice.id}`
  await sleep(1_001 - (Date.now() % 1_000))
}

test('a sale whose payment is never answered stays open to its customer, and is paid out by itself, once', async () => {
  const key = randomUUID()
  const token = await street.approve('brokerage', SALE, key)
  const before = await books(street)
  let cut = 0
  street.app.handler = async (request) => {
    const answer = await answerAsBank(request)
    return answer.status === 201 && cut++ < 2 ? null : answer
  }
  const open = await street.order('brokerage', SALE, key, token)
  expect([open.status, open.body.code]).toEqual([503, 'unavailable'])
  expect((await untilOrderEnds(street, 'brokerage', key)).status).toBe('confirmed')
  expect(await books(street)).toMatchObject({ transfers: before.transfers + 1, held: before.held - 10, pending: 0 })
  await expectConserved(street)
})

test('a sale that the bank refuses is voided, and the shares are given back', async () => {
  const { sql, alice } = street.bank
  const key = randomUUID()
  const token = await street.approve('brokerage', SALE, key)
  const before = await books(street)
  await sql`UPDATE accounts SET status = 'frozen' WHERE customer_id = ${alice.id} AND name = 'Checking'`
  const refused = await street.order('brokerage', SALE, key, token)
  expect([refused.status, refused.body.code]).toEqual([422, 'account_not_active'])
  expect(await books(street)).toEqual(before)
  await sql`UPDATE accounts SET status = 'active' WHERE customer_id = ${alice.id} AND name = 'Checking'`
  // The same yes, sent again, is good for what it was given for.
  expect((await street.order('brokerage', SALE, key, token)).status).toBe(201)
  await expectConserved(street)
})

test.each([
  ['shop', SHOES],
  ['brokerage', BUY],
  ['brokerage', SALE],
] as const)('a freeze stops an order at the %s whose token is already out: %j', async (name, wish) => {
  const key = randomUUID()
  const token = await street.approve(name, wish, key)
  const before = [await books(street), await state(street)]
  await freezeAgentTransfers(street.bank.alice.id)
  const refused = await street.order(name, wish, key, token)
  expect([refused.status, refused.body.code]).toEqual([403, 'agent_transfers_frozen'])
  expect([await books(street), await state(street)]).toEqual(before)
  await street.bank.sql`
    UPDATE customers SET agent_transfers_frozen_at = NULL, agent_tokens_not_before = NULL WHERE id = ${street.bank.alice.id}`
  await expectConserved(street)
})

test.each([
  ['shop', SHOES],
  ['brokerage', BUY],
  ['brokerage', SALE],
] as const)('a token from before a freeze makes no order at the %s after the thaw: %j', async (name, wish) => {
  const { sql, alice } = street.bank
  const key = randomUUID()
  const token = await street.approve(name, wish, key)
  const before = [await books(street), await state(street)]
  await freezeAndThaw(street)
  const refused = await street.order(name, wish, key, token)
  expect([refused.status, refused.body.code]).toEqual([403, 'agent_transfers_frozen'])
  expect([await books(street), await state(street)]).toEqual(before)
  // A token that is younger than the freeze does.
  await sql`UPDATE customers SET agent_tokens_not_before = agent_tokens_not_before - interval '1 hour' WHERE id = ${alice.id}`
  expect((await street.buy(name, wish)).status).toBe(201)
  await sql`UPDATE customers SET agent_tokens_not_before = NULL WHERE id = ${alice.id}`
  await expectConserved(street)
})

test.each([
  ['shop', SHOES],
  ['brokerage', BUY],
  ['brokerage', SALE],
] as const)(
  'killed between the yes and the beginning, the %s keeps nothing, and the same yes is still good: %j',
  async (name, wish) => {
    const key = randomUUID()
    const token = await street.approve(name, wish, key)
    const before = [await books(street), await state(street)] as const
    const service = await street.asProcess(name, 'order_received')
    await expect(street.order(name, wish, key, token)).rejects.toThrow()
    expect(await service.ended()).toBe('SIGKILL')
    expect([await books(street), await state(street)]).toEqual(before)
    await street.reopen(name)
    const [made, again] = [await street.order(name, wish, key, token), await street.order(name, wish, key, token)]
    expect([made.status, again.status]).toEqual([201, 201])
    expect(again.body.order).toEqual(made.body.order)
    const [{ transfers }, atShop] = [await books(street), await state(street)]
    expect(transfers + atShop.transfers).toBe(before[0].transfers + before[1].transfers + 1)
    await expectConserved(street)
  },
)

describe('killed', () => {
  test.each([
    ['a sale', SALE, 'order_reserved', 'confirmed'],
    ['a sale', SALE, 'token_exchanged', 'confirmed'],
    ['a sale', SALE, 'payment_noted', 'confirmed'],
    ['a sale', SALE, 'payment_answered', 'confirmed'],
    ['a sale before a freeze', SALE, 'order_reserved', 'voided'],
    ['a buy', BUY, 'order_reserved', 'voided'],
    ['a buy', BUY, 'payment_answered', 'confirmed'],
  ])('%s %o at %s, ends by itself: %s', async (what, wish, point, end) => {
    const key = randomUUID()
    const token = await street.approve('brokerage', wish, key)
    const before = await books(street)
    const brokerage = await street.asProcess('brokerage', point)
    await expect(street.order('brokerage', wish, key, token)).rejects.toThrow()
    expect(await brokerage.ended()).toBe('SIGKILL')
    if (what === 'a sale before a freeze') await freezeAndThaw(street)
    await street.sql`UPDATE brokerage.orders SET lease_until = now() - interval '1 second' WHERE key = ${key}`
    await street.reopen('brokerage')
    expect((await untilOrderEnds(street, 'brokerage', key)).status).toBe(end)
    const made = end === 'confirmed' ? 1 : 0
    const shares = wish.side === 'buy' ? 10 : -10
    expect(await books(street)).toMatchObject({
      transfers: before.transfers + made,
      held: before.held + shares * made,
      pending: 0,
    })
    await street.bank.sql`UPDATE customers SET agent_tokens_not_before = NULL WHERE id = ${street.bank.alice.id}`
    await expectConserved(street)
  })
})
