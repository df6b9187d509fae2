import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { Agent, request } from 'node:http'
import { fileURLToPath } from 'node:url'
import type { BenchTenant, SignedOrder } from './agent-tenant'
import type { BenchBank } from './bench-bank'
import { type Comparison, type Contender, race, ratioOf, summary } from './compare'
import type { Extent } from './extent'

const CHILD = fileURLToPath(new URL('./agent-child.ts', import.meta.url))
const CLIENTS = 8
const SERVERS = { agents: 'the agent route', bare: 'a bare server' } as const

/** The agent route as `npm run agent-api` serves it, against a bare server that proves the same and posts the same. */
export async function benchAgentRoute(bank: BenchBank, tenant: BenchTenant, { rounds, requests }: Extent) {
  const agent = new Agent({ keepAlive: true, maxSockets: CLIENTS })
  const children: ChildProcess[] = []
  try {
    const contenders: Contender[] = []
    for (const [kind, name] of Object.entries(SERVERS)) {
      const child = fork(CHILD, [kind], {
        execArgv: ['--import', 'tsx'],
        stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
      })
      children.push(child)
      const [port] = (await Promise.race([once(child, 'message'), once(child, 'exit')])) as [number]
      if (child.exitCode !== null) throw new Error(`${name} did not start`)
      contenders.push({ name, run: () => send({ agent, port, bank, tenant, requests }) })
    }
    const turns = await race(contenders, { rounds, ms: 0 })
    const ratio = ratioOf(turns, SERVERS.agents, SERVERS.bare)
    const { perSecond, msP50, msP99 } = summary(turns.get(SERVERS.agents))
    const setting = { clients: CLIENTS }
    const comparisons: Comparison[] = ratio
      ? [{ what: 'an agent’s transfer', setting, first: SERVERS.agents, second: SERVERS.bare, ratio }]
      : []
    return {
      comparisons,
      agentRoute: { requestsPerSecond: perSecond, msP50, msP99, bareNodeRatio: ratio?.median ?? null },
    }
  } finally {
    agent.destroy()
    for (const child of children) if (child.connected) child.disconnect()
  }
}

interface Sending {
  agent: Agent
  port: number
  bank: BenchBank
  tenant: BenchTenant
  requests: number
}

async function send({ agent, port, bank, tenant, requests }: Sending) {
  const orders: SignedOrder[] = []
  for (let place = 0; place < requests; place++) {
    const customer = bank.customers[place % bank.customers.length]
    if (customer) orders.push(await tenant.sign(customer))
  }
  const begun = performance.now()
  const each: number[] = []
  const client = async () => {
    for (let order = orders.pop(); order; order = orders.pop()) {
      const sent = performance.now()
      await post(agent, port, order)
      each.push(performance.now() - sent)
    }
  }
  await Promise.all(Array.from({ length: CLIENTS }, client))
  return { done: each.length, ms: performance.now() - begun, each }
}

function post(agent: Agent, port: number, { key, token, body }: SignedOrder): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      Authorization: `Bearer ${token}`,
      'Content-Type': 'application/json',
      'Content-Length': Buffer.byteLength(body),
      'Idempotency-Key': key,
    }
    const call = request({ agent, port, path: '/api/agent/transfers', method: 'POST', headers }, (response) => {
      response.resume().once('end', () => {
        if (response.statusCode === 201) resolve()
        else reject(new Error(`an agent's transfer was answered with ${response.statusCode}`))
      })
    })
    call.once('error', reject).end(body)
  })
}
