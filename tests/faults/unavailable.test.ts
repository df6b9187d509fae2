import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { GET as transactions } from '@/app/api/accounts/[accountId]/transactions/route'
import { GET as accounts } from '@/app/api/accounts/route'
import { POST as order } from '@/app/api/accounts/transfers/route'
import { POST as cancel } from '@/app/api/approvals/[approvalId]/cancel/route'
import { GET as approval } from '@/app/api/approvals/[approvalId]/route'
import { GET as approvals } from '@/app/api/approvals/route'
import { GET as chat } from '@/app/api/chat/[chatId]/route'
import { GET as payees, POST as savePayee } from '@/app/api/payees/route'
import { type Database, openDatabase } from '@/lib/platform/database/client'
import { type AgentBank, moneyOf, openAgentBank, send } from '../support/agent/agent-bank'
import { join, sayRationed } from '../support/bank/chat'
import { signInAs } from '../support/bank/session-double'
import { accountOf } from '../support/ledger/ledger'
import { ALICE } from '../support/tenant/tenant'
import { Link } from './link'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

const ORIGIN = 'http://localhost:3000'
/** Two statements' deadlines (lib/platform/database/client.ts), one after the other. */
const ANSWER_MS_MAX = 22_000

let agent: AgentBank
let link: Link
let over: Database
/** Of the customer's order in the portal, and of the agent's. */
const keys = { portal: randomUUID(), agent: randomUUID() }
beforeAll(async () => {
  agent = await openAgentBank()
  signInAs(agent.bank.alice.id, ALICE)
  // The keys of the tenant are known before the database goes.
  expect((await agent.call()).status).toBe(201)
  const url = new URL(String(process.env.DATABASE_URL))
  link = await Link.open(Number(url.port))
  url.port = String(link.port)
  over = openDatabase(url.href)
  const shared = globalThis as { bainkDatabase?: Database }
  shared.bainkDatabase = over
  await over.sql`SELECT 1`
})
afterAll(async () => {
  await over.sql.end({ timeout: 1 })
  await link.close()
  await agent.close()
})

const params = <P extends object>(value: P) => ({ params: Promise.resolve(value) })
const get = (path: string) => new Request(`${ORIGIN}/api/${path}`)
const post = (path: string, body: unknown, headers: Record<string, string> = {}) =>
  new Request(`${ORIGIN}/api/${path}`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', Origin: ORIGIN, ...headers },
    body: JSON.stringify(body),
  })

const ROUTES: Record<string, () => Promise<Response>> = {
  'an order in the portal': () => order(post('accounts/transfers', agent.order(), { 'Idempotency-Key': keys.portal })),
  "an agent's order": () => {
    const detail = agent.detailOf(agent.order(), keys.agent)
    return send(agent.tokenFor(detail), keys.agent, agent.order())
  },
  'a message to Aiya': () => sayRationed(uuidv7(), 'what is my balance?'),
  'a chat': () => chat(get('chat/x'), params({ chatId: uuidv7() })),
  'a running answer': () => join(uuidv7()),
  'the accounts': () => accounts(),
  'a statement': () => {
    const { id } = accountOf(agent.bank.alice, 'Checking')
    return transactions(get(`accounts/${id}/transactions`), params({ accountId: id }))
  },
  'the payees': () => payees(),
  'a new payee': () => savePayee(post('payees', { accountNumber: '100020009876' })),
  'the approvals': () => approvals(get('approvals')),
  'an approval': () => approval(get('approvals/x'), params({ approvalId: uuidv7() })),
  'a withdrawal': () => cancel(post('approvals/x/cancel', {}), params({ approvalId: uuidv7() })),
}

async function askAll(): Promise<[string, Response][]> {
  return Promise.all(Object.entries(ROUTES).map(async ([name, ask]) => [name, await ask()] as [string, Response]))
}

async function expectUnavailable(): Promise<void> {
  const before = await moneyOf(agent.bank)
  const begun = performance.now()
  const answers = await askAll()
  expect(performance.now() - begun).toBeLessThan(ANSWER_MS_MAX)
  for (const [name, response] of answers) {
    const { status, headers } = response
    expect({ name, status, type: headers.get('content-type') }).toEqual({
      ...{ name, status: 503, type: 'application/problem+json' },
    })
    expect(Number(headers.get('retry-after')), name).toBeGreaterThan(0)
    expect(await response.json()).toMatchObject({ code: 'unavailable' })
  }
  link.clear()
  expect(await moneyOf(agent.bank)).toEqual(before)
}

test('while Postgres takes no connection, every route says "not now", and when to come back', async () => {
  link.become({ kind: 'refuse' })
  link.reset()
  await expectUnavailable()
})

test('while Postgres is frozen, too, and in good time', { timeout: 60_000 }, async () => {
  expect((await accounts()).status).toBe(200)
  link.become({ kind: 'black_hole' })
  await expectUnavailable()
})

test('once it is back, the same orders are made, once each', async () => {
  link.reset()
  const moved = async () => {
    const ids = Object.values(keys)
    const rows = await agent.bank
      .sql`SELECT idempotency_key FROM transfers WHERE idempotency_key IN ${agent.bank.sql(ids)}`
    return rows.length
  }
  expect(await moved()).toBeLessThanOrEqual(2)
  for (const [name, response] of await askAll()) expect(response.status, name).toBeLessThan(500)
  expect(await moved()).toBe(2)
})
