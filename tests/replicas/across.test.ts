import { randomUUID } from 'node:crypto'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { verifyLedger } from '@/db/verify'
import { thawAgentTransfers } from '@/lib/approvals/agent-freeze'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import type { Portal } from '../support/bank/portal'
import { accountOf } from '../support/ledger/ledger'
import type { PhoneRobot } from '../support/phone/phone'
import { phoneRobot } from '../support/phone/phone'
import { PASSWORD } from '../support/tenant/tenant'
import { countOf, hear, partsIn } from './hear'
import { openReplicas, type Replica, type Replicas, untilReady } from './replicas'

// Two processes of the built app on one database: what one of them did, the other one knows.

// Starts of processes, on a machine that other tests keep busy.
vi.setConfig({ testTimeout: 120_000 })

const RATE_LIMIT = 60
const SOON = { timeout: 10_000, interval: 25 }
/** A lease lasts 15 s, and the phone is asked once a second. */
const AFTER_LEASE = { timeout: 40_000, interval: 100 }

let open: Replicas
let a: Replica
let b: Replica
let alice: Portal
let phone: PhoneRobot
beforeAll(async () => {
  open = await openReplicas(['a', 'b'], () => ({ RATE_LIMIT_PER_MINUTE: String(RATE_LIMIT) }))
  ;[a, b] = open.replicas as [Replica, Replica]
  alice = await open.signIn('alice@example.com')
  phone = await phoneRobot(open.tenant.issuer, 'alice@example.com', PASSWORD)
}, 300_000)
afterAll(() => open?.close())

const both = () => [a, b]
const json = { 'Content-Type': 'application/json' }

/** A page's request that reached this process: the page itself came from the address of all. */
const at = (replica: Replica, portal: Portal, path: string, init: RequestInit = {}) =>
  portal.fetch(`${replica.origin}${path}`, { ...init, headers: { Origin: open.app, ...init.headers } })

const orderOf = (amount: string, memo: string) => ({
  fromAccountId: accountOf(open.bank.alice, 'Checking').id,
  toAccountId: accountOf(open.bank.alice, 'Savings').id,
  ...{ amount, currency: 'USD', memo },
})

const transfer = (replica: Replica, order: object, key: string = randomUUID()) =>
  at(replica, alice, '/api/accounts/transfers', {
    method: 'POST',
    headers: { ...json, 'Idempotency-Key': key },
    body: JSON.stringify(order),
  })

/** Says something to Aiya in a chat, to this process. */
const say = (replica: Replica, chatId: string, text: string) =>
  at(replica, alice, `/api/chat/${chatId}`, {
    method: 'POST',
    headers: json,
    body: JSON.stringify({ message: { id: uuidv7(), role: 'user', parts: [{ type: 'text', text }] } }),
  })

/** What the tool told Aiya. */
function resultIn(text: string): Record<string, unknown> {
  return (partsIn({ text }).findLast(({ type }) => type === 'tool-output-available')?.output ?? {}) as Record<
    string,
    unknown
  >
}

async function transfersOf(memo: string): Promise<number> {
  return (await open.bank.sql`SELECT FROM transfers WHERE memo = ${memo}`).length
}

async function statusOf(memo: string): Promise<string | undefined> {
  const [row] = await open.bank.sql`SELECT status FROM approvals WHERE memo = ${memo}`
  return row?.status
}

/** Withdraws what waits, and forgets that it was asked. */
async function askingAnew(): Promise<void> {
  const { approvals } = await alice.json<{ approvals: { id: string; status: string }[] }>('/api/approvals')
  for (const { id, status } of approvals)
    if (status === 'pending' || status === 'requested') await alice.post(`/api/approvals/${id}/cancel`, {})
  await alice.post('/api/asking/resume', {})
}

test('the address of all leads to both', async () => {
  const instances = new Set<string>()
  const ask = async () => {
    // A connection each: what balances may do so by connections.
    const response = await fetch(`${open.app}/api/health/ready`, { headers: { Connection: 'close' } })
    expect(response.status).toBe(200)
    const rows = await open.bank.sql<{ name: string }[]>`
      SELECT DISTINCT application_name AS name FROM pg_stat_activity WHERE datname = current_database() AND application_name ~ '^[ab]-'`
    for (const { name } of rows) instances.add(name)
  }
  for (let time = 0; time < 4; time++) await ask()
  expect([...instances].sort()).toEqual(['a-1', 'b-1'])
})

describe('a page that is open at one', () => {
  test('hears of a transfer that the other has posted, by whoever made it', async () => {
    const heard = await Promise.all(both().map(async (one) => hear(await at(one, alice, '/api/events'))))
    // A stream begins with each topic, and the process's first one tells them again once it hears the database.
    await vi.waitUntil(() => heard.every((one) => countOf(one, 'answer') === 2), SOON)
    for (const [n, one] of both().entries()) {
      expect((await transfer(one, orderOf('1.00', 'heard'))).status).toBe(201)
      await vi.waitUntil(() => heard.every((stream) => countOf(stream, 'account') === n + 3), SOON)
    }
    const bob = await open.signIn('bob@example.com')
    const { payees } = await bob.json<{ payees: { accountId: string }[] }>('/api/payees')
    const [from] = Object.values(open.bank.bob.accounts)
    const order = { fromAccountId: from?.id, toAccountId: payees[0]?.accountId, amount: '1.00', currency: 'USD' }
    const paid = await at(b, bob, '/api/accounts/transfers', {
      ...{ method: 'POST', headers: { ...json, 'Idempotency-Key': randomUUID() }, body: JSON.stringify(order) },
    })
    expect(paid.status).toBe(201)
    await vi.waitUntil(() => heard.every((stream) => countOf(stream, 'account') === 5), SOON)
  })

  test('belongs to one customer at the other too', async () => {
    const own = { 'X-Page-Customer': open.bank.alice.id }
    const other = { 'X-Page-Customer': open.bank.bob.id }
    for (const one of both()) {
      expect((await at(one, alice, '/api/accounts', { headers: own })).status).toBe(200)
      const refused = await at(one, alice, '/api/accounts', { headers: other })
      expect([refused.status, (await refused.json()).code]).toEqual([409, 'signed_in_as_other'])
      expect((await at(one, alice, `/api/events?customer=${open.bank.bob.id}`)).status).toBe(409)
    }
  })

  test('reads at once what the other has just posted', async () => {
    const balance = async (one: Replica) => {
      const { accounts } = await (await at(one, alice, '/api/accounts')).json()
      return accounts.find(({ name }: { name: string }) => name === 'Savings').balance
    }
    const before = await balance(a)
    expect((await transfer(b, orderOf('7.00', 'read'))).status).toBe(201)
    expect(await balance(a)).not.toEqual(before)
    expect(await balance(a)).toEqual(await balance(b))
  })
})

describe('one key at both at the same moment', () => {
  test('makes one transfer, of which both are told', async () => {
    for (let round = 0; round < 5; round++) {
      const [key, memo] = [randomUUID(), `once ${round}`]
      const answers = await Promise.all([a, b, a, b].map((one) => transfer(one, orderOf('1.00', memo), key)))
      expect(answers.map(({ status }) => status)).toEqual([201, 201, 201, 201])
      const told = await Promise.all(answers.map((one) => one.json()))
      expect(new Set(told.map((one) => one.transfer.id)).size).toBe(1)
      expect(answers.filter((one) => one.headers.has('idempotency-replayed'))).toHaveLength(3)
      expect(await transfersOf(memo)).toBe(1)
    }
  })

  test('for two orders makes one of them, and refuses the other', async () => {
    const key = randomUUID()
    const two = await Promise.all([
      transfer(a, orderOf('1.00', 'either'), key),
      transfer(b, orderOf('2.00', 'either'), key),
    ])
    expect(two.map(({ status }) => status).sort()).toEqual([201, 409])
    expect(await transfersOf('either')).toBe(1)
  })
})

describe('an answer of Aiya', () => {
  test('is joined at the other from its beginning, and both end alike', async () => {
    await askingAnew()
    const chatId = uuidv7()
    // Aiya waits until the tenant has heard of the request, which holds her answer open.
    open.tenantLink.become({ kind: 'black_hole' })
    const first = hear(await say(a, chatId, 'move $3 from checking to savings for joining'))
    await vi.waitUntil(() => first.text.includes('data-approval'), SOON)
    const response = await at(b, alice, `/api/chat/${chatId}/stream`)
    expect(response.status).toBe(200)
    const joined = hear(response)
    await vi.waitUntil(() => joined.text.includes('data-approval'), SOON)
    expect([first.end, joined.end]).toEqual([null, null])
    open.tenantLink.clear()
    await vi.waitUntil(() => first.end && joined.end, SOON)
    expect([first.end, joined.end]).toEqual(['whole', 'whole'])
    expect(partsIn(joined)).toEqual(partsIn(first))
    for (const one of both()) expect((await at(one, alice, `/api/chat/${chatId}/stream`)).status).toBe(204)
    await phone.deny((await phone.waitForRequest('joining')).id)
  })

  test('is stopped at the other', async () => {
    await askingAnew()
    const chatId = uuidv7()
    open.tenantLink.become({ kind: 'black_hole' })
    const first = hear(await say(a, chatId, 'move $3 from checking to savings for stopping'))
    await vi.waitUntil(() => first.text.includes('data-approval'), SOON)
    expect((await at(b, alice, `/api/chat/${chatId}/stream`, { method: 'DELETE' })).status).toBe(204)
    await vi.waitUntil(() => first.end !== null, SOON)
    open.tenantLink.clear()
    expect(partsIn(first)).toContainEqual({ type: 'message-metadata', messageMetadata: { ending: 'stopped' } })
  })
})

describe('what is counted', () => {
  test('is counted over both: writes of a customer', async () => {
    const bob = await open.signIn('bob@example.com')
    const write = (one: Replica) => at(one, bob, '/api/asking/resume', { method: 'POST' })
    const minute = async () => (await open.bank.sql`SELECT date_trunc('minute', now())::text AS now`)[0]?.now
    const inOneMinute = async (): Promise<number[]> => {
      await open.bank.sql`DELETE FROM rate_windows`
      const begun = await minute()
      const writes = Array.from({ length: RATE_LIMIT + 6 }, (_, n) => write(both()[n % 2] as Replica))
      const statuses = (await Promise.all(writes)).map(({ status }) => status)
      return (await minute()) === begun ? statuses : inOneMinute()
    }
    const statuses = await inOneMinute()
    expect(statuses.filter((status) => status === 200)).toHaveLength(RATE_LIMIT)
    expect(statuses.filter((status) => status === 429)).toHaveLength(6)
    await open.bank.sql`DELETE FROM rate_windows`
  })

  test('is counted over both: three requests wait at most, however many are asked for at once', async () => {
    await askingAnew()
    const asked = Array.from({ length: 6 }, async (_, n) => {
      const answer = await say(
        both()[n % 2] as Replica,
        uuidv7(),
        `move $${n + 1} from checking to savings for ration${n}`,
      )
      return resultIn(await answer.text())
    })
    const results = await Promise.all(asked)
    const told = results.map(({ code, status }) => code ?? status).sort()
    expect(told).toEqual(['pending', 'pending', 'pending', ...Array(3).fill('too_many_approvals')])
    expect(await phone.pending()).toHaveLength(3)
    await askingAnew()
  })
})

describe('a session', () => {
  test('that is logged out at one is over at the other at once, for a copied cookie and an open stream', async () => {
    const portal = await open.signIn('alice@example.com')
    const copied = { Cookie: portal.cookies() }
    const withCopy = (path: string) => fetch(`${b.origin}${path}`, { headers: copied, redirect: 'manual' })
    const stream = hear(await withCopy('/api/events'))
    expect((await withCopy('/api/accounts')).status).toBe(200)
    await portal.fetch(`${a.origin}/auth/logout`, { redirect: 'manual' })
    expect((await withCopy('/api/accounts')).status).toBe(401)
    await vi.waitUntil(() => stream.end === 'broken off', SOON)
  })

  test('that is ended in the list of the other is over', async () => {
    const portal = await open.signIn('alice@example.com')
    const { sessions } = await portal.json<{ sessions: { id: string; current: boolean }[] }>('/api/sessions')
    const id = sessions.find(({ current }) => current)?.id
    expect((await at(b, alice, `/api/sessions/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await at(a, portal, '/api/accounts')).status).toBe(401)
    expect((await at(a, alice, '/api/accounts')).status).toBe(200)
  })
})

test('a freeze at one holds at the other', async () => {
  await askingAnew()
  expect((await at(a, alice, '/api/asking/freeze', { method: 'POST', headers: json, body: '{}' })).status).toBe(200)
  const answer = await say(b, uuidv7(), 'move $2 from checking to savings for frozen')
  expect(resultIn(await answer.text())).toMatchObject({ code: 'agent_transfers_frozen' })
  // As after a sign-in that is newer than the freeze.
  await thawAgentTransfers(open.bank.alice.id, new Date(Date.now() + 1_000))
  const again = await say(a, uuidv7(), 'move $2 from checking to savings for thawed')
  expect(resultIn(await again.text())).toMatchObject({ status: 'pending' })
})

describe('an approval whose process is killed while it waits for the phone', () => {
  test('is gone on with by the other, and moves money once', async () => {
    await askingAnew()
    const memo = 'takeover'
    await (await say(a, uuidv7(), `move $4 from checking to savings for ${memo}`)).text()
    const { id } = await phone.waitForRequest(memo)
    await a.kill()
    expect((await phone.approve(id)).code).toBe('approved')
    await vi.waitUntil(async () => (await statusOf(memo)) === 'posted', AFTER_LEASE)
    expect(await transfersOf(memo)).toBe(1)
  })

  test('is not taken for its own by the process that comes back', async () => {
    a.run()
    await untilReady(a)
    await open.balancer.untilServing(open.replicas.length)
    expect([await statusOf('takeover'), await transfersOf('takeover')]).toEqual(['posted', 1])
  })
})

test('in the end the book and its audit log are sound', async () => {
  const found = [await verifyLedger(open.bank.ownerUrl), await verifyAudit(open.bank.ownerUrl)]
  expect(found.flatMap(({ differences }) => differences)).toEqual([])
})
