import { type Answer, answerFrom } from './answers'
import { PLANS, type Plan } from './chat-jobs'
import type { Cluster } from './cluster'
import type { EventLog } from './event-log'
import type { McpAccess } from './mcp-access'
import { ANSWER_MS_MAX, type ApiAccount, type Customer, pause } from './orders'
import type { Random } from './random'
import { sharesNamed } from './share-orders'
import { purchaseNamed } from './shop-orders'
import type { Thumb } from './thumb'

const LOOK_MS = 400
const AFTER_EXPIRY_MS = 75_000
const FINAL = ['posted', 'denied', 'expired', 'cancelled', 'failed']

/**
 * One transfer, purchase or order of shares that an agent from outside asks for over MCP, under one request id. `memo` is
 * what it is recognised by: its memo, or the limit of an order of shares.
 */
export interface McpJob {
  memo: string
  requestId: string
  plan: Plan
  /** Ids of all approvals that answers have named; one, or something is wrong. */
  approvals: string[]
  /** How often the request was sent, and how often its connection was cut before the answer. */
  sent: number
  lost: number
  /** The last state that an answer named. */
  shown: string | null
  /** 200 once a withdrawal was acknowledged. */
  cancelStatus: number | null
  /** Why the bank would not ask, where it said so. */
  refused: string | null
  answers: Answer[]
}

interface Party {
  cluster: Cluster
  customer: Customer
  access: McpAccess
  thumb: Thumb
  memo: string
  /** What the agent asks for. */
  asks?: 'transfer' | 'purchase' | 'shares'
}

interface Approval {
  id: string
  status: string
}

/** What a tool said: an approval, or a code where it refused; null where nothing came back. */
type Said = { approval?: Approval; code?: string } | null

/**
 * Asks for a transfer, a purchase in the shop or an order of shares, as an agent does whose connections break: the same
 * request id is sent until an answer comes, and now and then once more after that. Then it asks how that stands, until it has ended.
 */
export async function runMcpJob(
  { cluster, customer, access, thumb, memo: name, asks = 'transfer' }: Party,
  random: Random,
  log: EventLog,
  expirySeconds: number,
): Promise<McpJob> {
  const plan = random.pick(PLANS)
  const { memo, tool, args } = wishOf(asks, name, customer, random)
  const job: McpJob = {
    ...{ memo, requestId: random.uuid(), plan, approvals: [], sent: 0, lost: 0 },
    ...{ shown: null, cancelStatus: null, refused: null, answers: [] },
  }
  if (plan !== 'ignore' && plan !== 'cancel') thumb.plan(memo, plan === 'deny' ? 'deny' : 'approve')
  log.note('mcp', { memo, plan, requestId: job.requestId })
  // The noes of the jobs before would keep every agent from asking; a bank that is away is none of this job's faults.
  const forgotten = { method: 'POST', signal: AbortSignal.timeout(5_000) }
  await customer.portal.fetch('/api/asking/resume', forgotten).catch(() => {})
  const order = { requestId: job.requestId, ...args }
  const call = (name: string, args: object, cut?: number) => callTool(cluster, access, job, { name, args, cut })
  const deadline = performance.now() + expirySeconds * 1_000 + AFTER_EXPIRY_MS
  await untilAsked(job, random, deadline, (cut) => call(tool, order, cut))
  const [approvalId] = job.approvals
  if (approvalId && (plan === 'cancel' || plan === 'race'))
    await withdraw(job, deadline, () => call('cancel_transfer', { approvalId }))
  while (approvalId && !FINAL.includes(job.shown ?? '') && performance.now() < deadline) {
    if (random.chance(0.2)) note(job, await call(tool, order))
    note(job, await call('get_approval', { approvalId, waitSeconds: random.between(0, 5) }))
    await pause(LOOK_MS)
  }
  log.note('mcp over', { ...job, answers: undefined })
  return job
}

/** What is asked for, by which tool, and the words that name it. */
function wishOf(asks: NonNullable<Party['asks']>, name: string, customer: Customer, random: Random) {
  if (asks === 'purchase') {
    const { memo, order } = purchaseNamed(name)
    return { memo, tool: 'buy_product', args: order }
  }
  if (asks === 'shares') {
    const { memo, order } = sharesNamed(name, random.chance(0.5) ? 'buy' : 'sell')
    return { memo, tool: 'place_order', args: order }
  }
  const [from, to] = customer.accounts as [ApiAccount, ApiAccount]
  const amount = (random.between(1, 500) / 100).toFixed(2)
  const args = { fromAccountId: from.id, toAccountId: to.id, amount, currency: 'USD', memo: name }
  return { memo: name, tool: 'request_transfer', args }
}

/** Sends the request, cutting some of its connections, until it is answered and that answer was asked for once more. */
async function untilAsked(job: McpJob, random: Random, deadline: number, send: (cut?: number) => Promise<Said>) {
  while (job.approvals.length === 0 && !job.refused && performance.now() < deadline) {
    const cut = random.chance(0.5) ? random.between(0, 400) : undefined
    job.sent++
    note(job, await send(cut))
    await pause(random.between(0, LOOK_MS))
  }
  if (random.chance(0.3)) note(job, await send())
}

async function withdraw(job: McpJob, deadline: number, send: () => Promise<Said>): Promise<void> {
  while (job.cancelStatus === null && performance.now() < deadline) {
    const said = await send()
    note(job, said)
    if (said?.approval) job.cancelStatus = 200
    else if (said?.code === 'conflict') job.cancelStatus = 409
    else await pause(LOOK_MS)
  }
}

/** Doubt is no refusal: the bank may have asked all the same, and the next answer says so. */
const DOUBT = ['unavailable', 'unauthenticated', 'rate_limited', 'conflict', 'internal_error']

function note(job: McpJob, said: Said): void {
  if (said?.approval) {
    const { id, status } = said.approval
    if (!job.approvals.includes(id)) job.approvals.push(id)
    job.shown = status
  } else if (said?.code && !DOUBT.includes(said.code)) job.refused = said.code
}

interface Call {
  name: string
  args: object
  /** Milliseconds after which the agent's own connection breaks. */
  cut?: number | undefined
}

/** Calls a tool once; null where nothing came back. Counts in `job` what the agent itself cut. */
export async function callTool(
  cluster: Cluster,
  access: McpAccess,
  job: Pick<McpJob, 'answers' | 'lost'>,
  { name, args, cut }: Call,
): Promise<Said> {
  const headers = {
    Authorization: `Bearer ${await access.token()}`,
    'Content-Type': 'application/json',
    Accept: 'application/json, text/event-stream',
  }
  const body = JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name, arguments: args } })
  const signal = AbortSignal.timeout(cut ?? ANSWER_MS_MAX)
  // What the agent itself cut is none of the bank's answers.
  const answers = cut === undefined ? job.answers : []
  try {
    const init = { method: 'POST', headers, body, signal }
    const response = await answerFrom(answers, `mcp ${name}`, () => fetch(`${cluster.app}/api/mcp`, init))
    return saidIn(await response.text())
  } catch {
    if (cut !== undefined) job.lost++
    return null
  }
}

function saidIn(text: string): Said {
  const json = text.startsWith('{') ? text : (/^data: (\{.*\})$/m.exec(text)?.[1] ?? '{}')
  return JSON.parse(json).result?.structuredContent ?? null
}
