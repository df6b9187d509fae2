import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { POST as agentTransfer } from '@/app/api/agent/transfers/route'
import { outcomeOf } from '@/lib/ai/protected/outcome-of'
import { type Approval, getApproval } from '@/lib/approvals/approval'
import { postApproved } from '@/lib/auth0/ai/post-approved'
import { beginShutdown } from '@/lib/platform/shutdown'
import { type AgentBank, AUDIENCE, openAgentBank } from '../support/agent/agent-bank'
import { openIn } from '../support/bank/approvals'
import { type Mounted, mount } from '../support/bank/mount'
import { accountOf, balanceOf, openAccount, orderFor } from '../support/ledger/ledger'

const slept = vi.hoisted((): number[] => [])
/** A pause of so long is a true one. */
const TRUE_PAUSE_SECONDS = vi.hoisted(() => 55)
// The pauses between attempts pass at once.
vi.mock('node:timers/promises', async (original) => {
  const timers = await original<typeof import('node:timers/promises')>()
  const setTimeout = (ms: number, value?: unknown, options?: { signal?: AbortSignal }) => {
    slept.push(ms)
    return timers.setTimeout(ms === TRUE_PAUSE_SECONDS * 1_000 ? ms : Math.min(ms, 5), value, options)
  }
  return { ...timers, setTimeout }
})

const FENCE = 1n
const ATTEMPTS = 6

let agent: AgentBank
let app: Mounted
let account: Awaited<ReturnType<typeof openAccount>>
let approval: Approval
let token: string
beforeAll(async () => {
  agent = await openAgentBank()
  app = await mount(agentTransfer)
  Object.assign(process.env, { APP_BASE_URL: app.origin, AGENT_API_AUDIENCE: AUDIENCE })
})
afterAll(async () => {
  await app.close()
  await agent.close()
})
beforeEach(async () => {
  const { bank } = agent
  account = await openAccount(bank, bank.alice, { name: 'Hundred', opening: 10_000n })
  const order = orderFor(account, accountOf(bank.alice, 'Savings'), '60.00', { memo: 'rainy days' })
  approval = await openIn('approved', bank.alice, order)
  token = agent.tokenFor(approval.details)
  app.handler = agentTransfer
  app.calls = 0
})

const stateNow = () => getApproval(agent.bank.alice.id, approval.id)
const balance = () => balanceOf(agent.bank, account)
const problem = (status: number, code: string) => Response.json({ status, code }, { status })
const MOVED = { balance: 4_000n, held: 0n }
const UNMOVED = { balance: 10_000n, held: 0n }

/** Answers the first calls by `first`, one each, and then truly. */
function afterwardsTruly(first: ((request: Request) => Promise<Response | null>)[]): void {
  app.handler = (request) => (first.shift() ?? agentTransfer)(request)
}

test('an approved transfer is sent and posted', async () => {
  const outcome = await postApproved(approval, token, FENCE)
  expect(outcome).toEqual({ status: 'posted' })
  expect(await stateNow()).toMatchObject({ status: 'posted' })
  expect([app.calls, await balance()]).toEqual([1, MOVED])
})

test.each([503, 500, 502, 429, 401])('after a %i the order is sent again under the same key', async (status) => {
  const keys: (string | null)[] = []
  const busy = async (request: Request) => {
    keys.push(request.headers.get('idempotency-key'))
    return problem(status, 'unavailable')
  }
  afterwardsTruly([busy, busy])
  expect(await postApproved(approval, token, FENCE)).toMatchObject({ status: 'posted' })
  expect(keys).toEqual([approval.id, approval.id])
  expect([app.calls, await balance()]).toEqual([3, MOVED])
})

test('where the bank says when to come back, nobody comes sooner', async () => {
  slept.length = 0
  const busy = async () => Response.json({ code: 'rate_limited' }, { status: 429, headers: { 'Retry-After': '37' } })
  afterwardsTruly([busy])
  expect(await postApproved(approval, token, FENCE)).toMatchObject({ status: 'posted' })
  expect(slept).toContain(37_000)
})

test('a posting whose answer was lost is found again, not made again', async () => {
  const losing = async (request: Request) => {
    await agentTransfer(request)
    return null
  }
  afterwardsTruly([losing])
  const outcome = await postApproved(approval, token, FENCE)
  expect(outcome).toEqual({ status: 'posted' })
  expect(await balance()).toEqual(MOVED)
})

test('a posting whose answer was cut off is found again, not made again', async () => {
  const cut = async (request: Request) => {
    const { status } = await agentTransfer(request)
    return new Response('{"transfer":{"id"', { status })
  }
  afterwardsTruly([cut])
  expect(await postApproved(approval, token, FENCE)).toMatchObject({ status: 'posted' })
  expect([app.calls, await balance()]).toEqual([2, MOVED])
})

test('a token that is refused at every attempt fails the approval', async () => {
  app.handler = async () => problem(401, 'unauthenticated')
  expect(await postApproved(approval, token, FENCE)).toEqual({ status: 'failed', code: 'unauthenticated' })
  expect([app.calls, await balance()]).toEqual([ATTEMPTS, UNMOVED])
})

test.each([
  [422, 'account_not_active'],
  [403, 'approval_mismatch'],
  [409, 'idempotency_conflict'],
])('a refusal is final and gives the hold back: %i %s', async (status, code) => {
  app.handler = async () => problem(status, code)
  expect(await postApproved(approval, token, FENCE)).toEqual({ status: 'failed', code })
  expect(await stateNow()).toMatchObject({ status: 'failed', reason: `bank_refused:${code}` })
  expect([app.calls, await balance()]).toEqual([1, UNMOVED])
})

test('a refusal that is no problem document is a refusal all the same', async () => {
  app.handler = async () => new Response('<html>', { status: 404 })
  expect(await postApproved(approval, token, FENCE)).toEqual({ status: 'failed', code: 'internal_error' })
})

test('a redirect is never followed: the token goes to one address only', async () => {
  const elsewhere = await mount(async () => new Response(null, { status: 201 }))
  app.handler = async () => Response.redirect(`${elsewhere.origin}/`, 307)
  expect(await postApproved(approval, token, FENCE)).toEqual({ status: 'failed', code: 'unavailable' })
  expect(elsewhere.calls).toBe(0)
  await elsewhere.close()
})

test('it gives up after some attempts, and what gave up cannot be posted later', async () => {
  const late: Request[] = []
  app.handler = async (request) => {
    late.push(request)
    return null
  }
  expect(await postApproved(approval, token, FENCE)).toEqual({ status: 'failed', code: 'unavailable' })
  expect(await stateNow()).toMatchObject({ status: 'failed', reason: 'bank_unavailable' })
  expect(app.calls).toBe(ATTEMPTS)
  const response = await agentTransfer(late[0] as Request)
  expect(response.status).toBe(403)
  expect(await balance()).toEqual(UNMOVED)
})

test('where it was posted and no answer ever came, nobody says that it failed', async () => {
  app.handler = async (request) => {
    await agentTransfer(request)
    return null
  }
  expect(await postApproved(approval, token, FENCE)).toEqual({ status: 'unknown' })
  expect(outcomeOf(await stateNow())).toEqual({ status: 'posted', message: '$60.00 was transferred to Savings.' })
  expect(await balance()).toEqual(MOVED)
})

// The last one: a process that was told to stop stays so.
test('told to stop while it was to come back later, it sends the transfer again at once', async () => {
  const headers = { 'Retry-After': String(TRUE_PAUSE_SECONDS) }
  afterwardsTruly([async () => Response.json({ code: 'rate_limited' }, { status: 429, headers })])
  const posting = postApproved(approval, token, FENCE)
  await vi.waitUntil(() => slept.includes(TRUE_PAUSE_SECONDS * 1_000), 20_000)
  beginShutdown()
  expect(await posting).toMatchObject({ status: 'posted' })
  expect(await balance()).toEqual(MOVED)
})
