import { randomUUID } from 'node:crypto'
import { get } from 'node:http'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { POST as portalTransfer } from '@/app/api/accounts/transfers/route'
import { moveApproval } from '@/lib/approvals/move-approval'
import { startResuming } from '@/lib/auth0/ai/resume'
import { guardPollsOf } from '@/lib/auth0/ai/stop-polling'
import { serveMetrics } from '@/lib/metrics/serve'
import { openEventStream } from '@/lib/platform/events/event-stream'
import { beginShutdown } from '@/lib/platform/shutdown'
import type { MetricsServer } from '@/lib/platform/telemetry/scrape-server'
import { noteConcerns } from '@/lib/soundness/concerns'
import { openFor } from '../support/bank/approvals'
import { chunksOf, say } from '../support/bank/chat'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { signInAs } from '../support/bank/session-double'
import { askThenDie } from '../support/died'
import { accountOf, orderFor } from '../support/ledger/ledger'
import { ALICE } from '../support/tenant/tenant'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

/** Words that a customer chose, in a memo. */
const MEMO = 'Zanzibar-kiwi'

let live: LiveBank
let metrics: MetricsServer
beforeAll(async () => {
  live = await openLiveBank()
  guardPollsOf(new URL(live.tenant.issuer).host)
  signInAs(live.bank.alice.id, ALICE)
  metrics = await serveMetrics({ host: '127.0.0.1', port: 0 })
})
afterAll(async () => {
  beginShutdown()
  await metrics.close()
  await live.close()
})

const scrape = async () => (await fetch(`http://127.0.0.1:${metrics.port}/metrics`)).text()

/** The value of one series, by its name and labels as they are written; undefined where it is not served. */
async function value(series: string): Promise<number | undefined> {
  const line = (await scrape()).split('\n').find((text) => text.startsWith(`${series} `))
  return line === undefined ? undefined : Number(line.slice(series.length + 1))
}

/** By how much a series grows while `work` runs. */
async function growth(series: string, work: () => Promise<unknown>): Promise<number> {
  const before = (await value(series)) ?? 0
  await work()
  return ((await value(series)) ?? 0) - before
}

function between(amount: string, memo: string) {
  return orderFor(accountOf(live.bank.alice, 'Checking'), accountOf(live.bank.alice, 'Savings'), amount, { memo })
}

function order(amount: string, key: string = randomUUID()): Promise<Response> {
  const [from, to] = [accountOf(live.bank.alice, 'Checking'), accountOf(live.bank.alice, 'Savings')]
  const body = { fromAccountId: from.id, toAccountId: to.id, amount, currency: 'USD', memo: MEMO }
  const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': key }
  const request = { method: 'POST', headers, body: JSON.stringify(body) }
  return portalTransfer(new Request('http://localhost/api/accounts/transfers', request))
}

describe('the metrics of a bank', () => {
  test('count a transfer, the same one again, and a refusal by its code', async () => {
    const key = randomUUID()
    const posted = 'baink_postings_total{authority="session",outcome="posted"}'
    expect(await growth(posted, () => order('12.34', key))).toBe(1)
    expect(
      await growth('baink_postings_total{authority="session",outcome="replayed"}', () => order('12.34', key)),
    ).toBe(1)
    const refused = 'baink_refusals_total{code="insufficient_funds"}'
    expect(await growth(refused, () => order('9876.54'))).toBe(1)
    expect(await value('baink_postings_total{authority="session",outcome="insufficient_funds"}')).toBe(1)
    expect(await value('baink_posting_seconds_count{authority="session"}')).toBe(3)
  })

  test('follow an approval from asking to posting, and what the tenant answered', async () => {
    const seconds = 'baink_approval_seconds_count{status="posted"}'
    const posted = 'baink_postings_total{authority="approval",outcome="posted"}'
    const before = await value(posted)
    await chunksOf(await say(uuidv7(), `move $25 from checking to savings for ${MEMO}`))
    const request = await live.phone.waitForRequest(MEMO)
    expect(await value('baink_approvals_open{status="pending"}')).toBe(1)
    await live.phone.approve(request.id)
    await vi.waitUntil(async () => (await value(seconds)) === 1, { timeout: 20_000 })
    expect(await value(posted)).toBe((before ?? 0) + 1)
    for (const status of ['requested', 'pending', 'approved', 'posted'])
      expect(await value(`baink_approvals_total{status="${status}"}`)).toBe(1)
    expect(await value('baink_approvals_open{status="pending"}')).toBe(0)
    expect(await value('baink_tenant_polls_total{answer="token"}')).toBe(1)
  })

  test('say how many approvals nobody drives, pages listen, and queries are under way', async () => {
    expect(await value('baink_leases_lapsed')).toBe(0)
    const { id } = await openFor(live.bank.alice, between('3.00', randomUUID()))
    await live.bank.sql`UPDATE approvals SET lease_until = now() - interval '1 minute' WHERE id = ${id}`
    expect(await value('baink_leases_lapsed')).toBe(1)
    await moveApproval(id, 'cancelled')
    expect(await value('baink_leases_lapsed')).toBe(0)
    const stream = openEventStream(live.bank.alice.id, new AbortController().signal)
    expect(await value('baink_event_streams')).toBe(1)
    await stream.body?.cancel()
    expect(await value('baink_event_streams')).toBe(0)
    expect(await value('baink_pool_connections')).toBe(20)
    expect(await value('baink_pool_waiting')).toBe(0)
    expect(await value('baink_part_up{part="database"}')).toBe(1)
    expect(await value('baink_part_up{part="tenant"}')).toBe(1)
    expect(await value('baink_standbys')).toBe(0)
    expect(await value('baink_replication_lag_bytes')).toBeUndefined()
  })

  test('count what was denied, and an approval that another process drives on', async () => {
    const memo = randomUUID()
    await askThenDie(live, await openFor(live.bank.alice, between('3.00', memo)))
    startResuming()
    await live.phone.deny((await live.phone.waitForRequest(memo)).id)
    await vi.waitUntil(async () => (await value('baink_approvals_total{status="denied"}')) === 1, { timeout: 20_000 })
    expect(await value('baink_approvals_taken_over_total')).toBe(1)
  })

  test('say when the book is not sound', async () => {
    expect(await value('baink_sound{area="balances"}')).toBe(1)
    noteConcerns('balances', ['an account'])
    expect(await value('baink_sound{area="balances"}')).toBe(0)
    noteConcerns('balances', [])
  })

  test('hold nothing of a customer: no memo, name, id, account or amount', async () => {
    const text = await scrape()
    const { alice, bob } = live.bank
    const ids = [alice, bob].flatMap(({ id, accounts }) => [id, ...Object.values(accounts).map((one) => one.id)])
    const personal = [MEMO, 'Alice', 'Bob', 'Checking', 'Savings', 'auth0|', '12.34', '9876.54', '1234"', ...ids]
    for (const word of personal) expect(text).not.toContain(word)
    expect(text).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}-/)
    const labels = new Set([...text.matchAll(/[{,](\w+)="/g)].map(([, name]) => name))
    expect([...labels].sort()).toEqual(
      [
        'answer',
        'area',
        'authority',
        'code',
        'door',
        'from',
        'kind',
        'le',
        'major',
        'minor',
        'outcome',
        'part',
        'patch',
        'quantile',
        'space',
        'status',
        'type',
        'version',
      ].filter((name) => labels.has(name)),
    )
  })

  test('are told to this machine alone, and not under the name of a page that leads here', async () => {
    const status = (path: string, host: string) =>
      new Promise((resolve) =>
        get({ host: '127.0.0.1', port: metrics.port, path, headers: { Host: host } }, (response) => {
          response.resume()
          resolve(response.statusCode)
        }),
      )
    expect(await status('/metrics', 'localhost:1')).toBe(200)
    expect(await status('/metrics', 'evil.example')).toBe(403)
    expect(await status('/metrics', '127.0.0.1.evil.example')).toBe(403)
    expect(await status('/metrics', 'localhost.evil.example:80')).toBe(403)
    expect(await status('/', 'localhost')).toBe(404)
  })
})
