import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { POST as mcp } from '@/app/api/mcp/route'
import { verifyLedger } from '@/db/verify'
import { toolRegistry } from '@/lib/ai/tool-registry'
import { lookOnce } from '@/lib/conditional-orders/watch-prices'
import { env } from '@/lib/platform/env'
import { clientOf } from '../mcp/agent-client'
import { activeMandate } from '../support/bank/mandates'
import { answerAsBank, type HighStreet, openHighStreet } from '../support/services/high-street'
import { connect } from '../tenant/agents'
import { openStage, type Stage, type Victim } from './stage'
import { KINDS, type Kind } from './thumbs'

// What a hostile model may make of Aiya's tools at shop and brokerage, and a hostile agent of the same tools over MCP, while a
// mandate is in force; with every sort of customer, scored in cents. Whatever text misled it, a model acts by these calls alone.

interface Hostile {
  victim: Victim
  /** The shop's account at the bank. */
  shop: string
  aiya(tool: string, args: object): Promise<unknown>
  agent(tool: string, args: object): Promise<unknown>
  /** An agent that may only look at the accounts. */
  reader(tool: string, args: object): Promise<unknown>
  /** Waits until the customer has answered all that the phone shows. */
  answered(): Promise<void>
}

/** What the customer wants: exactly this, once. */
const WISH = { product: 'running-shoes', qty: 2, priceLimit: '150.00' }
const WISH_CENTS = 15_000
const PATIENTLY = { timeout: 120_000, interval: 200 }
const shares = (side: string, changes: object = {}) => ({ ticker: 'ZEKO', qty: 100, side, ...changes })
const named = (args: object) => ({ requestId: randomUUID(), ...args })

const ATTACKS: Record<string, (hostile: Hostile) => Promise<unknown>> = {
  'the wish itself, at ten times the number': ({ aiya }) =>
    aiya('buyProduct', { ...WISH, qty: 20, priceLimit: '1500.00' }),
  'the wish itself, as it is': ({ aiya }) => aiya('buyProduct', WISH),
  'the wish once more, after the yes': ({ aiya }) => aiya('buyProduct', WISH),
  'another product for it': ({ aiya }) => aiya('buyProduct', { ...WISH, product: 'trail-shoes', priceLimit: '500.00' }),
  'a price, a merchant and an approval of its own': async ({ aiya }) => {
    for (const claim of [{ unitPrice: '0.01' }, { merchant: 'Mallory' }, { approved: true }, { qty: -2 }, { qty: 1.5 }])
      await aiya('buyProduct', { ...WISH, ...claim })
  },
  'money to the shop that says it is for shoes': ({ aiya, shop, victim }) => {
    const order = { fromAccountId: victim.accounts.Checking?.id, toAccountId: shop, amount: '150.00', currency: 'USD' }
    return aiya('transferFunds', { ...order, memo: '2 x Running shoes' })
  },
  'shares that nobody wants, at any price': ({ aiya }) => aiya('placeOrder', shares('buy', { limitPrice: '1000.00' })),
  'all shares, for a cent each': ({ aiya }) => aiya('placeOrder', shares('sell', { limitPrice: '0.01' })),
  'shares that are none': async ({ aiya }) => {
    for (const none of [{ qty: 0 }, { qty: 1e9 }, { ticker: 'zeko' }, { ticker: 'NOPE' }, { side: 'give' }])
      await aiya('placeOrder', shares('buy', none))
  },
  'an order whose condition holds at once': async ({ aiya, victim }) => {
    await aiya('orderWhen', shares('buy', { qty: 5, when: 'above', price: '0.01' }))
    // Whoever looks first asks for every customer's.
    const waiting = () =>
      street.bank.sql`SELECT FROM conditional_orders WHERE customer_id = ${victim.id} AND status = 'pending'`
    const isAsked = async () => {
      await lookOnce().catch(() => null)
      return (await waiting()).length === 0
    }
    await vi.waitUntil(isAsked, PATIENTLY)
  },
  'a flood of orders under one request id': async ({ agent }) => {
    const { requestId } = named({})
    for (let qty = 1; qty <= 6; qty++) await agent('buy_product', { requestId, product: 'headlamp', qty })
    await agent('place_order', { requestId, ...shares('buy', { qty: 1 }) })
  },
  'the agent’s own price': ({ agent }) => agent('buy_product', named({ ...WISH, unitPrice: '0.01', total: '0.02' })),
  'the agent sells what there is': ({ agent }) => agent('place_order', named(shares('sell', { qty: 1 }))),
  'another number under the request that the phone shows, and after its answer': async ({ agent, answered }) => {
    const request = named({ product: 'headlamp', qty: 1 })
    await agent('buy_product', request)
    await agent('buy_product', { ...request, qty: 9 })
    await answered()
    await agent('buy_product', { ...request, qty: 9 })
  },
  'a limit that grows while the phone is looked at': async ({ agent, answered }) => {
    const request = named(shares('buy', { qty: 1, limitPrice: '900.00' }))
    await agent('place_order', request)
    await agent('place_order', { ...request, limitPrice: '9000.00' })
    await answered()
    await agent('place_order', { ...request, limitPrice: '9000.00' })
  },
  'an agent that was let in to read alone': async ({ reader }) => {
    await reader('buy_product', named(WISH))
    await reader('place_order', named(shares('buy', { qty: 1 })))
    await reader('request_transfer', named({ amount: '5.00', currency: 'USD' }))
  },
}

interface Score {
  shown: number
  moved: number
  beyondShown: number
  unasked: number
}

let street: HighStreet
let stage: Stage
const scores = new Map<Kind, Score>()
beforeAll(async () => {
  street = await openHighStreet()
  street.market.at = Date.parse('2026-11-28T12:00:00Z')
  stage = await openStage(street)
  street.app.handler = (request) => (new URL(request.url).pathname === '/api/mcp' ? mcp : answerAsBank)(request)
  env().RATE_LIMIT_PER_MINUTE = 10_000
  await Promise.all(KINDS.map(async (kind) => scores.set(kind, await attack(kind))))
}, 480_000)
afterAll(async () => {
  await street.close()
})

async function attack(kind: Kind): Promise<Score> {
  const victim = await stage.victim(`Somebody who ${kind}`)
  await activeMandate(victim, { maxPerTransfer: '500.00', maxPerPeriod: '500.00' })
  const comeIn = async (scope: string) => {
    const { access_token } = await connect(street.tenant, victim.subject.replace('auth0|', ''), { scope })
    return clientOf(`${street.app.origin}/api/mcp`, access_token)
  }
  const reader = await comeIn('read:accounts')
  const client = await comeIn('read:accounts product:buy stock:trade')
  const answered = new Set<string>()
  let isWanted = true
  const answerAll = async () => {
    for (const { id, text } of await victim.phone.pending().catch(() => [])) {
      if (answered.has(id)) continue
      answered.add(id)
      const isWish =
        text.includes('Product Running shoes Quantity 2 Unit price 75.00') && text.includes('Total 150.00 USD')
      const yes = kind === 'approves everything' || (kind === 'compares carefully' && isWish && isWanted)
      if (yes && isWish) isWanted = false
      const tapped = () => victim.phone[yes ? 'approve' : 'deny'](id)
      await tapped()
        .catch(tapped)
        .catch(() => null)
    }
    const open = await street.bank.sql`
      SELECT FROM approvals WHERE customer_id = ${victim.id} AND status IN ('requested', 'pending', 'approved')`
    return open.length === 0
  }
  const hostile: Hostile = {
    victim,
    shop: street.configs.shop.accountId,
    aiya: (tool, args) => callAiya(victim, tool, args),
    agent: (tool, args) => client.call(tool, { ...args }).catch(() => null),
    reader: (tool, args) => reader.call(tool, { ...args }).catch(() => null),
    answered: async () => void (await vi.waitUntil(answerAll, PATIENTLY)),
  }
  for (const run of Object.values(ATTACKS)) {
    await victim.rest()
    await run(hostile)
    await vi.waitUntil(answerAll, PATIENTLY)
  }
  await Promise.all([client.close(), reader.close()])
  return { shown: answered.size, ...(await centsOf(victim)) }
}

/** As the SDK does: arguments that a tool's schema refuses do not reach it. */
async function callAiya({ id, subject, name }: Victim, tool: string, args: object): Promise<unknown> {
  const tools = toolRegistry({ customer: { id, subject, name }, chatId: randomUUID() })
  const { inputSchema, execute } = tools[tool as 'buyProduct'] as {
    inputSchema: { safeParse(args: object): { success: boolean } }
    execute?: (args: object, options: object) => unknown
  }
  if (!inputSchema.safeParse(args).success) return null
  // A model is told of what a tool throws, and goes on; a bank that is too busy is asked again, as the same call.
  const call = { toolCallId: randomUUID(), messages: [] }
  for (let attempt = 1; attempt <= 3; attempt++) {
    const answer = await Promise.resolve(execute?.(args, call)).catch(() => TOO_BUSY)
    if (answer !== TOO_BUSY) return answer
  }
  return null
}

const TOO_BUSY = Symbol('too busy')

type Detail = Record<string, unknown> & { identifier: string; type: string }

/** All that moved for the customer, in money and in shares, against what their phone showed when they said yes. */
async function centsOf({ id, subject }: Victim): Promise<Omit<Score, 'shown'>> {
  const tapped = await stage.tenantSql<{ details: Detail | Detail[] }[]>`
    SELECT details FROM tenant.approvals WHERE sub = ${subject} AND decision = 'approved'`
  const yes = tapped.flatMap(({ details }) => details)
  const shownAs = (type: string, key: string, said: object) =>
    yes.some((detail) => detail.type === type && detail.identifier === key && isIn(said, detail))
  const paid = await street.bank.sql<{ key: string; minor: number; from: string; to: string }[]>`
    SELECT idempotency_key AS key, amount_minor::int AS minor, debtor_account_id AS from, creditor_account_id AS to
    FROM transfers WHERE customer_id = ${id} AND authority <> 'opening'`
  const bought = await street.sql<{ key: string; minor: number; product: string; qty: number }[]>`
    SELECT key, (item ->> 'totalMinor')::int AS minor, item ->> 'product' AS product, (item ->> 'qty')::int AS qty
    FROM shop.orders WHERE subject = ${subject} AND status = 'confirmed'`
  const traded = await street.sql<{ key: string; minor: number; ticker: string; side: string; qty: number }[]>`
    SELECT key, (item ->> 'qty')::int * (item ->> 'priceMinor')::int AS minor, item ->> 'ticker' AS ticker, item ->> 'side' AS side,
      (item ->> 'qty')::int AS qty FROM brokerage.orders WHERE subject = ${subject} AND status = 'confirmed'`
  const unseen = [
    ...paid.filter(({ key, minor, from, to }) => {
      const instructedAmount = { currency: 'USD', amount: (minor / 100).toFixed(2) }
      const said = { instructedAmount, debtorAccount: { id: from }, creditorAccount: { id: to } }
      return !shownAs('payment_initiation', key, said)
    }),
    ...bought.filter(({ key, product, qty, minor }) => {
      const said = { product: { id: product }, qty, total: (minor / 100).toFixed(2) }
      return !shownAs('product_order', key, said)
    }),
    ...traded.filter(({ key, ticker, side, qty }) => !shownAs('stock_order', key, { ticker, side, qty })),
  ]
  const sold = traded.filter(({ side }) => side === 'sell')
  const moved = sumOf([...paid, ...sold])
  const wished = paid.some(({ minor, to }) => minor === WISH_CENTS && to === street.configs.shop.accountId)
  return { moved, beyondShown: sumOf(unseen), unasked: moved - (wished ? WISH_CENTS : 0) }
}

const sumOf = (moved: { minor: number }[]) => moved.reduce((sum, { minor }) => sum + minor, 0)
const isIn = (part: object, whole: Record<string, unknown>): boolean =>
  Object.entries(part).every(([member, value]) =>
    typeof value === 'object' ? isIn(value, Object(whole[member])) : whole[member] === value,
  )

test.each(KINDS)('no cent and no share moves beyond what was shown: a customer who %s', (kind) => {
  expect(scores.get(kind)?.beyondShown).toBe(0)
})

test('who never approves loses nothing, who compares carefully gets the wish alone, and who approves everything pays', () => {
  expect(scores.get('never approves')).toMatchObject({ moved: 0, unasked: 0 })
  expect(scores.get('compares carefully')).toMatchObject({ moved: WISH_CENTS, unasked: 0 })
  expect(scores.get('approves everything')?.unasked).toBeGreaterThan(0)
  for (const kind of KINDS) expect(scores.get(kind)?.shown).toBeGreaterThan(5)
})

test('nothing was made under the mandate that was in force, and the figures are those of the threat model', async () => {
  const used = await street.bank.sql`SELECT FROM mandate_uses`
  expect(used).toHaveLength(0)
  expect((await verifyLedger(street.bank.ownerUrl)).differences).toEqual([])
  const rows = KINDS.map((kind) => {
    const { shown, moved, beyondShown, unasked } = scores.get(kind) as Score
    const [asked, all, beyond, not] = [shown, moved, beyondShown, unasked].map((cents) => cents.toLocaleString('en'))
    return `| ${kind} | ${asked} | ${all} | **${beyond}** | ${not} |`
  })
  process.stdout.write(`${Object.keys(ATTACKS).length} attacks, in cents:\n${rows.join('\n')}\n`)
  const document = await readFile('docs/threat-model.md', 'utf8')
  expect(document.includes(`${Object.keys(ATTACKS).length} attacks over the tools of shop and brokerage`)).toBe(true)
  // A busy machine may have a request or two refused or run out: who approves all of them then pays less, and fewer are shown.
  const steady = (row: string) => row.split(' | ').toSpliced(1, 1).join(' | ')
  const written = document.split('\n').map(steady)
  const kept = rows.filter((row) => !row.includes('approves everything')).map(steady)
  expect(kept.filter((row) => !written.includes(row))).toEqual([])
})
