import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { GET as metadata } from '@/app/.well-known/oauth-protected-resource/api/agent/transfers/route'
import { POST as agentTransfer } from '@/app/api/agent/transfers/route'
import { freePort } from '@/tenant/postgres/free-port'
import { type LiveBank, openLiveBank } from '../support/bank/live-bank'
import { APP_CLIENT, OWN_AGENT } from '../support/tenant/tenant'
import { answerConsent, openConsent } from '../tenant/agents'

// The example as its reader runs it: a process of its own that knows an address, credentials and an order.

const PROGRAM = 'examples/agent-from-scratch/agent.mjs'

let live: LiveBank
let callback: string
/** Paths that were asked for, in their order. */
let asked: string[]
beforeAll(async () => {
  callback = `http://localhost:${await freePort()}/callback`
  const clients = [APP_CLIENT, { ...OWN_AGENT, redirectUris: [callback] }]
  live = await openLiveBank({ AGENT_CLIENT_IDS: `${APP_CLIENT.id},${OWN_AGENT.id}` }, { clients })
  live.app.handler = (request) => {
    const { pathname } = new URL(request.url)
    asked.push(pathname)
    return (pathname.startsWith('/.well-known/') ? metadata : agentTransfer)(request)
  }
})
afterAll(() => live.close())
beforeEach(() => {
  asked = []
})

interface Agent {
  process: ChildProcess
  said: () => string
  /** The first line that says this, without it. */
  line(start: string): Promise<string>
  ended: Promise<number>
}

function startAgent(memo: string, changes: { secret?: string; amount?: string } = {}): Agent {
  const { Checking, Savings } = live.bank.alice.accounts
  const order = [Checking?.id ?? '', Savings?.id ?? '', changes.amount ?? '25.00', 'USD', memo]
  const env = {
    PATH: process.env.PATH,
    CLIENT_ID: OWN_AGENT.id,
    CLIENT_SECRET: changes.secret ?? OWN_AGENT.secret,
    REDIRECT_URI: callback,
  }
  const child = spawn(process.execPath, [PROGRAM, `${live.app.origin}/api/agent/transfers`, ...order], {
    env: env as unknown as NodeJS.ProcessEnv,
  })
  let said = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk: Buffer) => (said += chunk))
  const ended = once(child, 'close').then(([code]) => code as number)
  const line = async (start: string) => {
    let isOver = false
    void ended.then(() => {
      isOver = true
    })
    // What it said last is looked at once it is over.
    for (const until = Date.now() + 20_000; Date.now() < until; await sleep(20)) {
      const wasOver = isOver
      const found = said.split('\n').find((one, at, all) => one.startsWith(start) && at < all.length - 1)
      if (found) return found.slice(start.length).trim()
      if (wasOver) break
    }
    throw new Error(`the agent did not say "${start}" but: ${said}`)
  }
  return { process: child, said: () => said, line, ended }
}

/** Signs in where the agent sends its customer, answers the page there, and brings the agent what comes of it. */
async function letIn(agent: Agent, answer: 'allow' | 'refuse' = 'allow'): Promise<void> {
  const { browser, at } = await openConsent(new URL(await agent.line('Open')))
  const back = await answerConsent(browser, at, answer)
  await (await fetch(back.at)).text()
}

const postedAs = (memo: string) =>
  live.bank.sql`SELECT id, authority, amount_minor::int AS amount FROM transfers WHERE memo = ${memo}`

describe('an agent that knows nothing but the address', () => {
  test('learns what to ask, asks the phone, and its order is posted once it is approved', async () => {
    const agent = startAgent('learnt it all')
    await letIn(agent)
    expect(await agent.line('Look at your phone:')).toBe('Transfer 25.00 USD from Checking 4321 to Savings 8765')
    const { id, text } = await live.phone.waitForRequest('learnt it all')
    expect(text).toContain(OWN_AGENT.name)
    expect(await postedAs('learnt it all')).toEqual([])
    await live.phone.approve(id)
    const transfer = await agent.line('Posted:')
    expect(await agent.ended).toBe(0)
    const expected = { id: transfer, authority: 'approval', amount: 2500 }
    expect(await postedAs('learnt it all')).toEqual([expected])
    const route = '/api/agent/transfers'
    expect(asked).toEqual([route, `/.well-known/oauth-protected-resource${route}`, route, route])
  })

  test('moves nothing where the phone says no, and says so', async () => {
    const agent = startAgent('not this one')
    await letIn(agent)
    await live.phone.deny((await live.phone.waitForRequest('not this one')).id)
    expect(await agent.ended).toBe(3)
    expect(agent.said()).toContain('Not approved')
    expect(await postedAs('not this one')).toEqual([])
  })

  test('asks no phone where the customer does not let it in', async () => {
    const agent = startAgent('kept out')
    await letIn(agent, 'refuse')
    expect(await agent.ended).not.toBe(0)
    expect(agent.said()).toContain('access_denied')
    expect(await live.phone.page()).not.toContain('kept out')
    expect(await postedAs('kept out')).toEqual([])
  })

  test('asks no phone for what the bank would refuse', async () => {
    const agent = startAgent('too much', { amount: '9999.00' })
    await letIn(agent)
    expect(await agent.ended).not.toBe(0)
    expect(agent.said()).toContain('The bank says: insufficient_funds')
    expect(await live.phone.page()).not.toContain('too much')
  })
})

test('it is a page long', () => {
  expect(readFileSync(PROGRAM, 'utf8').trimEnd().split('\n').length).toBeLessThan(60)
})
