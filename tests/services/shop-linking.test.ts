import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { letAiyaAsk } from '../support/bank/approvals'
import { type HighStreet, openHighStreet } from '../support/services/high-street'
import { expectRefused, SHOES } from '../support/services/shop-books'

// Dynamic linking at the shop: any change of what was approved, and nothing is bought.

let street: HighStreet
beforeAll(async () => {
  street = await openHighStreet()
})
afterAll(() => street.close())
beforeEach(async () => {
  await letAiyaAsk(street.bank.alice.id)
  await street.sql`UPDATE shop.products SET stock = 40, price_minor = 7500 WHERE id = 'running-shoes'`
})

describe('what was approved is what is bought', () => {
  /** What the shop asks for, changed before the phone sees it. */
  async function approvedWith(key: string, change: (details: Record<string, object>[]) => object[]): Promise<string> {
    const { body } = await street.order('shop', SHOES, key, await street.bareToken('shop'))
    const details = change(structuredClone(body.authorizationDetails) as Record<string, object>[])
    return street.approved('shop', details, String(body.bindingMessage))
  }
  const [order, payment] = [0, 1]
  const changed = (which: number, more: object) => (details: Record<string, object>[]) =>
    details.map((detail, i) => (i === which ? { ...detail, ...more } : detail))

  test.each<[string, (details: Record<string, object>[]) => object[], string]>([
    ['another product', changed(order, { product: { id: 'trail-shoes', name: 'Running shoes' } }), 'approval_mismatch'],
    ['another name', changed(order, { product: { id: 'running-shoes', name: 'Trail shoes' } }), 'approval_mismatch'],
    ['another merchant', changed(order, { merchant: 'bAInk Shoq' }), 'approval_mismatch'],
    ['another memo', changed(payment, { remittanceInformationUnstructured: '3 x Running shoes' }), 'approval_mismatch'],
    [
      'a lower price',
      (details) => [
        { ...details[order], unitPrice: '0.50', total: '1.00' },
        { ...details[payment], instructedAmount: { currency: 'USD', amount: '1.00' } },
      ],
      'price_limit',
    ],
    [
      'fewer of them',
      (details) => [
        { ...details[order], qty: 1, total: '75.00' },
        { ...details[payment], instructedAmount: { currency: 'USD', amount: '75.00' } },
      ],
      'approval_mismatch',
    ],
  ])('not %s', async (_, change, code) => {
    const key = randomUUID()
    const token = await approvedWith(key, change)
    await expectRefused(street, () => street.order('shop', SHOES, key, token), code === 'price_limit' ? 422 : 403, code)
  })

  test('not by somebody else’s account, which the payment names', async () => {
    const [key, shares] = [randomUUID(), { ticker: 'ZEKO', qty: 1, side: 'buy' }]
    const { body } = await street.order('brokerage', shares, key, await street.bareToken('brokerage'))
    const [, elsewhere] = body.authorizationDetails as Record<string, object>[]
    const { creditorAccount, creditorName } = elsewhere ?? {}
    // All names are the ledger's, so that the bank would pay.
    const token = await approvedWith(key, (details) => [
      { ...details[order], merchant: creditorName },
      { ...details[payment], creditorAccount, creditorName },
    ])
    await expectRefused(street, () => street.order('shop', SHOES, key, token), 403, 'approval_mismatch')
  })

  test('not under another key, and not another order under this one', async () => {
    const key = randomUUID()
    const token = await street.approve('shop', SHOES, key)
    await expectRefused(street, () => street.order('shop', SHOES, randomUUID(), token), 403, 'approval_mismatch')
    for (const other of [
      { ...SHOES, qty: 3 },
      { ...SHOES, product: 'trail-shoes' },
    ])
      await expectRefused(street, () => street.order('shop', other, key, token), 403, 'approval_mismatch')
    expect((await street.order('shop', SHOES, key, token)).status).toBe(201)
  })
})
