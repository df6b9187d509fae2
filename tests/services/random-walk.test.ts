import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { verifyLedger } from '@/db/verify'
import { seededRandom } from '../faults/random'
import { letAiyaAsk } from '../support/bank/approvals'
import { expectConserved } from '../support/services/brokerage-books'
import { answerAsBank, type HighStreet, openHighStreet, untilOrderEnds } from '../support/services/high-street'
import { expectSound } from '../support/services/shop-books'

// Purchases and trades at random, with prices, stock and answers that go astray between the yes and the order: afterwards the
// shop's paid orders are the bank's transfers to it, and cash and holdings are conserved.

vi.setConfig({ testTimeout: 240_000 })

const STEPS = 16
const chance = seededRandom(11)
let street: HighStreet
beforeAll(async () => {
  street = await openHighStreet()
})
afterAll(() => street.close())

type Wish = ['shop' | 'brokerage', Record<string, unknown>]

function wish(): Wish {
  if (chance.chance(0.5)) return ['shop', { product: chance.pick(['headlamp', 'yoga-mat']), qty: chance.between(1, 3) }]
  const side = chance.chance(0.6) ? 'buy' : 'sell'
  return ['brokerage', { ticker: chance.pick(['ZEKO', 'ATKO']), qty: chance.between(1, 4), side }]
}

/** What happens between the yes and the order. */
const MISHAPS: Record<string, (wish: Wish[1]) => Promise<unknown>> = {
  nothing: async () => {},
  'another price': ({ product = '' }) =>
    street.sql`UPDATE shop.products SET price_minor = price_minor + 100 WHERE id = ${String(product)}`,
  'no stock': ({ product = '' }) => street.sql`UPDATE shop.products SET stock = 0 WHERE id = ${String(product)}`,
  'a lost answer': async () => {
    let lost = 0
    street.app.handler = async (request) => {
      const answer = await answerAsBank(request)
      return answer.status === 201 && lost++ === 0 ? null : answer
    }
  },
}

test('after a walk at random, orders and transfers tell the same', async () => {
  const told: string[] = []
  for (let step = 0; step < STEPS; step++) {
    await letAiyaAsk(street.bank.alice.id)
    await street.sql`UPDATE shop.products SET stock = 9`
    street.app.handler = answerAsBank
    const [name, body] = wish()
    const mishap = chance.pick(Object.keys(MISHAPS))
    const isTwice = chance.chance(0.3)
    const key = randomUUID()
    // Who has no shares is not even asked.
    const token = await street.approve(name, body, key).catch(() => null)
    if (!token) continue
    await MISHAPS[mishap]?.(body)
    const sent = Array.from({ length: isTwice ? 2 : 1 }, () => street.order(name, body, key, token))
    const answers = await Promise.all(sent)
    if (answers.some(({ status }) => status === 503)) await untilOrderEnds(street, name, key)
    told.push(...answers.map(({ status }) => `${status} ${mishap}`))
  }
  await expectSound(street)
  await expectConserved(street)
  expect((await verifyLedger(street.bank.ownerUrl)).differences).toEqual([])
  for (const end of ['201 nothing', '201 a lost answer', '422 another price']) expect(told).toContain(end)
})
