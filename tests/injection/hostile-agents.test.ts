import { readFile } from 'node:fs/promises'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { GET as metadata } from '@/app/.well-known/oauth-protected-resource/api/mcp/route'
import { POST as agentTransfer } from '@/app/api/agent/transfers/route'
import { POST as mcp } from '@/app/api/mcp/route'
import { verifyLedger } from '@/db/verify'
import { listPayees } from '@/lib/ledger/payees/list-payees'
import { env } from '@/lib/platform/env'
import { clientOf } from '../mcp/agent-client'
import { connect } from '../tenant/agents'
import { startBadModels } from './bad-models'
import { HOSTILE_ATTACKS, type Hostile } from './hostile-agents'
import { MISLEADING, misleadCommandLine } from './misled-command-line'
import { centsOf, type Score } from './score'
import { openStage, type Stage, type Victim } from './stage'
import { KINDS, type Kind, Thumb } from './thumbs'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// Agents that customers let in, with every sort of customer, scored in cents: one turns against them over MCP, and the bank's
// own command line has a model that obeys whatever it reads.

let stage: Stage
let models: Awaited<ReturnType<typeof startBadModels>>
let bystander: Victim
let waiting: string
const AGENTS = ['turns against them', 'obeys everything it reads'] as const
type Agent = (typeof AGENTS)[number]
const scores = new Map<string, Score>()
const scoreOf = (agent: Agent, kind: Kind) => scores.get(`${agent} ${kind}`)
/** The tokens with which the bank posted, by the approval's id. */
const stolen: string[] = []
beforeAll(async () => {
  stage = await openStage()
  stage.live.app.handler = (request) => {
    const { pathname } = new URL(request.url)
    if (pathname.startsWith('/.well-known/')) return metadata()
    if (pathname === '/api/mcp') return mcp(request)
    stolen.push((request.headers.get('authorization') ?? '').replace(/^\w+ /, ''))
    return agentTransfer(request)
  }
  env().RATE_LIMIT_PER_MINUTE = 10_000
  bystander = await stage.victim('Bystander')
  waiting = await waitingRequest()
  models = await startBadModels()
  const pairs = AGENTS.flatMap((agent) => KINDS.map((kind) => [agent, kind] as const))
  await Promise.all(pairs.map(async ([agent, kind]) => scores.set(`${agent} ${kind}`, await attack(agent, kind))))
}, 480_000)
afterAll(async () => {
  await models.close()
  await stage.close()
})

const endpoint = () => `${stage.live.app.origin}/api/mcp`

async function tokenOf({ subject }: Victim): Promise<string> {
  return (await connect(stage.live.tenant, subject.replace('auth0|', ''))).access_token
}

/** The bystander lets the same agent in, and never answers what it asks for. */
async function waitingRequest(): Promise<string> {
  const agent = await clientOf(endpoint(), await tokenOf(bystander))
  const { Checking, Savings } = bystander.accounts
  const accounts = { fromAccountId: Checking?.id, toAccountId: Savings?.id }
  const wish = { requestId: crypto.randomUUID(), ...accounts, amount: '1.00', currency: 'USD' }
  const { approval } = await agent.call('request_transfer', wish)
  await agent.close()
  return (approval as { id: string }).id
}

async function attack(agent: Agent, kind: Kind): Promise<Score> {
  const victim = await stage.victim(`Somebody who ${kind}`)
  const thumb = new Thumb(kind, victim)
  if (agent === 'turns against them') await turnAgainst(victim, thumb)
  else await misleadCommandLine(stage, victim, thumb, models.url)
  thumb.close()
  const attacks = agent === 'turns against them' ? HOSTILE_ATTACKS : MISLEADING
  const wishes = attacks.flatMap(({ wish }) => (wish ? [wish] : []))
  return { shown: thumb.shown, ...(await centsOf(stage, victim, wishes)) }
}

async function turnAgainst(victim: Victim, thumb: Thumb): Promise<void> {
  const hostile = await hostileAgent(victim)
  for (const { run, wish } of HOSTILE_ATTACKS) {
    await victim.rest()
    thumb.want(wish)
    await run(hostile)
    await hostile.answered()
  }
}

async function hostileAgent(victim: Victim): Promise<Hostile> {
  const token = await tokenOf(victim)
  const agent = await clientOf(endpoint(), token)
  const payees = await listPayees(victim.id)
  const payee = (nickname: string) => payees.find((one) => one.nickname === nickname)?.accountId ?? ''
  const before = stolen.length
  return {
    ...{ victim, token, mallory: payee('Mallory'), bob: payee('Bob') },
    other: { accounts: bystander.accounts, approvalId: waiting, token: await tokenOf(bystander) },
    call: (name, args = {}) => agent.call(name, { ...args }).catch((refused) => ({ isError: true, refused })),
    send: async (where, bearer, body, key) => {
      const headers = {
        Authorization: `Bearer ${bearer}`,
        'Content-Type': 'application/json',
        Accept: 'application/json, text/event-stream',
        ...(key && { 'Idempotency-Key': key }),
      }
      const url = where === 'mcp' ? endpoint() : env().AGENT_API_AUDIENCE
      return (await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) })).status
    },
    stolen: () => stolen.slice(before),
    answered: () => stage.untilAnswered(victim),
  }
}

describe.each(AGENTS)('an agent that %s', (agent) => {
  test.each(KINDS)('moves no cent beyond what was shown: a customer who %s', (kind) => {
    expect(scoreOf(agent, kind)?.beyondShown).toBe(0)
  })

  test('costs a customer nothing who never approves, nor one who compares carefully', () => {
    expect(scoreOf(agent, 'never approves')?.moved).toBe(0)
    expect(scoreOf(agent, 'compares carefully')?.unasked).toBe(0)
  })

  test('does bite: every customer’s phone rings, wishes are fulfilled, and who approves everything pays', () => {
    for (const kind of KINDS) expect(scoreOf(agent, kind)?.shown).toBeGreaterThan(4)
    expect(scoreOf(agent, 'compares carefully')?.moved).toBeGreaterThan(0)
    expect(scoreOf(agent, 'approves everything')?.unasked).toBeGreaterThan(0)
  })
})

test('tokens were there to be stolen', () => {
  expect(stolen.length).toBeGreaterThan(3)
})

test('who was not attacked has the request that they had, and all of their money', async () => {
  const { moved } = await centsOf(stage, bystander, [])
  expect(moved).toBe(0)
  const [row] = await stage.live.bank.sql`SELECT status, customer_id FROM approvals WHERE id = ${waiting}`
  expect(row?.customer_id).toBe(bystander.id)
  expect(['pending', 'expired']).toContain(row?.status)
})

test('the figures are those of the threat model', async () => {
  const rows = AGENTS.flatMap((agent) => KINDS.map((kind) => ({ kind, agent, ...scoreOf(agent, kind) })))
  process.stdout.write(`Agents from outside, in cents:\n${rows.map((row) => JSON.stringify(row)).join('\n')}\n`)
  const document = await readFile('docs/threat-model.md', 'utf8')
  expect(document).toMatch(new RegExp(`\\b${HOSTILE_ATTACKS.length}\\s+attacks\\s+over\\s+MCP`))
  const cells = document.split('\n').map((line) => line.split('|').map((cell) => cell.replace(/[*,]/g, '').trim()))
  const isOurs = ([, kind, agent]: string[]) => KINDS.some((one) => one === kind) && AGENTS.some((one) => one === agent)
  const written = cells.filter(isOurs).map((row) => row.slice(1, 7))
  const measured = rows.map(({ kind, agent, shown, moved, beyondShown, unasked }) =>
    [kind, agent, shown, moved, beyondShown, unasked].map(String),
  )
  // Which requests of a flood come first is a race, and on a busy machine one may run out before it is answered. So the
  // document's requests and moved cents are those of one run, and so is the damage to the customer who approves everything.
  const steady = (table: string[][]) =>
    table
      .filter(([kind]) => kind !== 'approves everything')
      .map(([kind, agent, , , beyondShown, unasked]) => [kind, agent, beyondShown, unasked])
  expect(steady(written)).toEqual(steady(measured))
})

test('after all of it, the whole book is sound', async () => {
  expect((await verifyLedger(stage.live.bank.ownerUrl)).differences).toEqual([])
})
