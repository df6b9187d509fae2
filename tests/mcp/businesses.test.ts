import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { GET as metadata } from '@/app/.well-known/oauth-protected-resource/api/mcp/route'
import { POST as mcp } from '@/app/api/mcp/route'
import { revokeAccess } from '@/lib/mcp/agents-with-access'
import { env } from '@/lib/platform/env'
import { beginShutdown } from '@/lib/platform/shutdown'
import { approvalsOf, letAiyaAsk } from '../support/bank/approvals'
import { expectConserved } from '../support/services/brokerage-books'
import { answerAsBank, type HighStreet, openHighStreet } from '../support/services/high-street'
import { expectSound, SHOES, state } from '../support/services/shop-books'
import { ALL_SCOPES, connect, requestCode } from '../tenant/agents'
import { type AgentClient, approvalIn, clientOf, type McpBank } from './agent-client'

// An agent from outside buys and trades: the same declarations as Aiya's, before the real shop, brokerage, tenant and phone.

const SCOPES = `${ALL_SCOPES} product:buy stock:trade portfolio:read`

let street: HighStreet & McpBank
let agent: AgentClient
beforeAll(async () => {
  const opened = await openHighStreet()
  opened.app.handler = (request) => (new URL(request.url).pathname === '/api/mcp' ? mcp : answerAsBank)(request)
  street = { ...opened, endpoint: `${opened.app.origin}/api/mcp` }
  agent = await comeIn(SCOPES)
})
afterAll(async () => {
  await agent.close()
  beginShutdown()
  await street.close()
})
beforeEach(async () => {
  await letAiyaAsk(street.bank.alice.id)
  await street.sql`UPDATE shop.products SET stock = 40, price_minor = 7500 WHERE id = 'running-shoes'`
  await street.sql`UPDATE shop.products SET stock = 999 WHERE id = 'headphones'`
})

async function comeIn(scope: string): Promise<AgentClient> {
  return clientOf(street.endpoint, (await connect(street.tenant, undefined, { scope })).access_token)
}

async function answered(id: string, answer: 'approve' | 'deny', shown: string) {
  await street.phone[answer]((await street.phone.waitForRequest(shown)).id)
  const now = async () => approvalIn(await agent.call('get_approval', { approvalId: id, waitSeconds: 5 })).status
  await expect.poll(now, { timeout: 30_000 }).toBe(answer === 'approve' ? 'posted' : 'denied')
}

const orders = (side: string, qty = 2) => ({ requestId: randomUUID(), ticker: 'ZEKO', qty, side })

test('looks at what both show to everybody with any token, and at the customer’s shares with the scope for it', async () => {
  const looking = await comeIn('read:accounts')
  const { products } = await looking.call('list_products')
  expect(products).toContainEqual({ id: 'running-shoes', name: 'Running shoes', price: '75.00', currency: 'USD' })
  expect(await looking.call('get_quote', { ticker: 'ZEKO' })).toMatchObject({
    isError: false,
    quote: { ticker: 'ZEKO', price: expect.stringMatching(/^\d+\.\d\d$/), currency: 'USD' },
  })
  expect(await looking.call('get_quote', { ticker: 'NOPE' })).toMatchObject({ isError: true, code: 'not_found' })
  await expect(looking.call('get_portfolio')).rejects.toThrow(/scope|403/i)
  expect(await agent.call('get_portfolio')).toEqual({ isError: false, holdings: [] })
  await looking.close()
})

describe('a purchase', () => {
  test('is asked for at once, shown whole under the agent’s name, and made after the yes', async () => {
    const before = await state(street)
    const wish = { requestId: randomUUID(), ...SHOES, priceLimit: '150.00' }
    const approval = approvalIn(await agent.call('buy_product', wish))
    expect(approval).toMatchObject({
      status: 'pending',
      details: { type: 'product_order', identifier: approval.id, qty: 2, unitPrice: '75.00', total: '150.00' },
      payment: { type: 'payment_initiation', identifier: approval.id, creditorName: 'bAInk Shop' },
    })
    const { text } = await street.phone.waitForRequest('Running shoes')
    expect(text).toContain('Asked by bAInk command line')
    await answered(approval.id, 'approve', 'Running shoes')
    expect(await state(street)).toMatchObject({
      alice: before.alice - 15_000,
      confirmed: before.confirmed + 1,
      stock: 38,
    })
    await expectSound(street)
  })

  test('is the same one under its name, also where the shop would refuse it now, and another is a conflict', async () => {
    const wish = { requestId: randomUUID(), ...SHOES, priceLimit: '150.00' }
    const { id } = approvalIn(await agent.call('buy_product', wish))
    for (const price of [7_400, 7_600]) {
      await street.sql`UPDATE shop.products SET price_minor = ${price} WHERE id = 'running-shoes'`
      expect(approvalIn(await agent.call('buy_product', wish)).id).toBe(id)
    }
    const { phone } = street
    expect(await phone.pending()).toHaveLength(1)
    for (const other of [{ qty: 3 }, { qty: 1 }, { product: 'headlamp' }])
      expect(await agent.call('buy_product', { ...wish, ...other })).toMatchObject({ isError: true })
    expect(await agent.call('buy_product', { ...wish, qty: 1 })).toMatchObject({ code: 'idempotency_conflict' })
    expect(approvalIn(await agent.call('cancel_transfer', { approvalId: id }))).toMatchObject({ status: 'cancelled' })
    expect(approvalIn(await agent.call('buy_product', wish))).toMatchObject({ id, status: 'cancelled' })
  })

  test.each([
    [{ priceLimit: '149.99' }, 'price_limit'],
    [{ product: 'unicorn' }, 'not_found'],
    [{ requestId: 'mine' }, 'invalid_request'],
    [{ qty: 41 }, 'out_of_stock'],
    [{ product: 'headphones', qty: 200 }, 'insufficient_funds'],
  ])('is refused before the phone is asked: %j', async (changes, code) => {
    const before = [await state(street), (await approvalsOf(street.bank.alice.id)).length]
    const wish = { requestId: randomUUID(), ...SHOES, ...changes }
    expect(await agent.call('buy_product', wish)).toMatchObject({ isError: true, code })
    expect([await state(street), (await approvalsOf(street.bank.alice.id)).length]).toEqual(before)
  })
})

test('an order of shares is bought and sold after a yes each, seen as the customer’s, and not made after a no', async () => {
  const { id: buy } = approvalIn(await agent.call('place_order', orders('buy')))
  await answered(buy, 'approve', 'ZEKO')
  expect((await agent.call('get_portfolio')).holdings).toEqual([expect.objectContaining({ ticker: 'ZEKO', qty: 2 })])
  const { id: sale } = approvalIn(await agent.call('place_order', orders('sell', 1)))
  await answered(sale, 'approve', 'ZEKO')
  const { id: denied } = approvalIn(await agent.call('place_order', orders('sell', 1)))
  await answered(denied, 'deny', 'ZEKO')
  expect((await agent.call('get_portfolio')).holdings).toEqual([expect.objectContaining({ ticker: 'ZEKO', qty: 1 })])
  await expectConserved(street)
})

test('each tool takes its own scope; what was asked for is seen and withdrawn with any of them', async () => {
  const buying = await comeIn('product:buy')
  for (const [name, args] of [
    ['list_accounts', {}],
    ['get_portfolio', {}],
    ['place_order', orders('buy')],
    [
      'request_transfer',
      { requestId: randomUUID(), fromAccountId: '', toAccountId: '', amount: '1.00', currency: 'USD' },
    ],
  ] as const)
    await expect(buying.call(name, args), name).rejects.toThrow(/scope|403/i)
  const { id } = approvalIn(await buying.call('buy_product', { requestId: randomUUID(), ...SHOES }))
  expect(approvalIn(await buying.call('cancel_transfer', { approvalId: id }))).toMatchObject({ status: 'cancelled' })
  await expect(agent.call('buy_product', { requestId: 'x' })).resolves.toMatchObject({ isError: true })
  await buying.close()
})

test('neither tools nor scopes are offered of a business that was not started', async () => {
  const offered = async () => {
    const { tools } = await agent.client.listTools()
    const { scopes_supported } = await (await metadata()).json()
    return { tools: tools.map(({ name }) => name), scopes: scopes_supported.join(' ') }
  }
  const bank = [
    'list_accounts',
    'list_payees',
    'list_transactions',
    'request_transfer',
    'get_approval',
    'cancel_transfer',
  ]
  const more = ['list_products', 'buy_product', 'get_quote', 'get_portfolio', 'place_order']
  const all = await offered()
  expect(all.tools.toSorted()).toEqual([...bank, ...more].toSorted())
  expect(all.scopes.split(' ').toSorted()).toEqual(SCOPES.split(' ').toSorted())
  const { SHOP_PORT, BROKERAGE_PORT } = env()
  Object.assign(env(), { SHOP_PORT: 0, BROKERAGE_PORT: 0 })
  const without = await offered()
  Object.assign(env(), { SHOP_PORT, BROKERAGE_PORT })
  expect(without).toEqual({ tools: expect.any(Array), scopes: ALL_SCOPES })
  expect(without.tools.toSorted()).toEqual(bank.toSorted())
  expect((await requestCode(street.tenant, { scope: 'product:sell' })).body.error).toBe('invalid_scope')
})

test('who takes the access back ends the reading of shares as well', async () => {
  const customer = { id: street.bank.alice.id, subject: 'auth0|alice', name: 'Alice Example' }
  const reading = await comeIn('portfolio:read')
  expect(await reading.call('get_portfolio')).toMatchObject({ isError: false })
  await revokeAccess(customer, 'baink-cli')
  await expect(reading.call('get_portfolio')).rejects.toThrow(/401|unauthenticated|Unauthorized/)
})
