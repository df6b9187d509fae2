import { type Answer, answerFrom } from './answers'
import type { Cluster } from './cluster'
import type { EventLog } from './event-log'
import { type Customer, pause } from './orders'
import type { Random } from './random'
import { type Join, keepJoining } from './rejoin'
import { lastStatusIn } from './sse'
import type { Thumb } from './thumb'

const LOOK_MS = 400
const AFTER_EXPIRY_MS = 75_000

/** What the customer means to do with one request of Aiya's. */
export type Plan = 'approve' | 'deny' | 'ignore' | 'cancel' | 'race'

export const PLANS: readonly Plan[] = ['approve', 'approve', 'approve', 'approve', 'deny', 'ignore', 'cancel', 'race']

/** One transfer asked for in a chat of its own, recognised by its memo. */
export interface ChatJob {
  memo: string
  chatId: string
  customer: Customer
  plan: Plan
  /** What the answer's stream said at last about the approval, if it came that far. */
  shown: string | null
  /** Status of the answer to withdrawing the request. */
  cancelStatus: number | null
  /** The customer closed the page in the middle. */
  left: boolean
  /** What the other replica showed of the same answer, each time it was joined there. */
  joins: Join[]
  answers: Answer[]
}

/** Asks Aiya for a transfer and plays the customer's part to its end. */
export async function runChatJob(
  { cluster, customer, thumb, memo }: { cluster: Cluster; customer: Customer; thumb: Thumb; memo: string },
  random: Random,
  log: EventLog,
  expirySeconds: number,
): Promise<ChatJob> {
  const plan = random.pick(PLANS)
  const job: ChatJob = {
    ...{ memo, chatId: random.uuid(), customer, plan, shown: null, cancelStatus: null },
    ...{ left: random.chance(0.25), joins: [], answers: [] },
  }
  // Through the balancer; or on one replica, and joined on the other at the same time.
  const [first, second] = random.chance(0.5) ? cluster.replicas : [cluster.replicas[1], cluster.replicas[0]]
  const joining = random.chance(0.5)
  if (plan !== 'ignore' && plan !== 'cancel') thumb.plan(memo, plan === 'deny' ? 'deny' : 'approve')
  log.note('chat', { memo, plan, chatId: job.chatId, left: job.left })
  const amount = (random.between(1, 500) / 100).toFixed(2)
  const [from, to] = random.chance(0.5) ? ['checking', 'savings'] : ['savings', 'checking']
  const text = `transfer $${amount} from ${from} to ${to} for ${memo}`
  // The noes of the jobs before would keep Aiya from asking; a bank that is away is none of this job's faults.
  const forgotten = { method: 'POST', signal: AbortSignal.timeout(5_000) }
  await customer.portal.fetch('/api/asking/resume', forgotten).catch(() => {})
  const leaving = new AbortController()
  const deadline = AbortSignal.timeout(expirySeconds * 1000 + AFTER_EXPIRY_MS)
  if (job.left) setTimeout(() => leaving.abort(), random.between(300, 2_000))
  const withdrawing = plan === 'cancel' || plan === 'race' ? withdraw(job, expirySeconds) : null
  const opened = { over: false, broken: false }
  const joined = joining ? keepJoining(job, second, opened, deadline) : null
  const origin = joining ? `http://127.0.0.1:${first.port}` : cluster.app
  const asked = { origin, from: cluster.app, text, messageId: random.uuid() }
  await read(job, asked, AbortSignal.any([leaving.signal, deadline])).catch((error: unknown) => {
    opened.broken = true
    log.note('chat broke off', { memo, error: error instanceof Error ? error.name : 'error' })
  })
  opened.over = true
  await Promise.all([withdrawing, joined, untilEnded(job, deadline)])
  log.note('chat over', { memo, shown: job.shown, joins: job.joins, cancelStatus: job.cancelStatus })
  return job
}

interface Asked {
  origin: string
  /** The page's own origin, whatever replica it reaches. */
  from: string
  text: string
  messageId: string
}

async function read(job: ChatJob, { origin, from, text, messageId }: Asked, signal: AbortSignal): Promise<void> {
  const response = await answerFrom(job.answers, 'chat', () =>
    job.customer.portal.fetch(`${origin}/api/chat/${job.chatId}`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', Origin: from },
      body: JSON.stringify({ message: { id: messageId, role: 'user', parts: [{ type: 'text', text }] } }),
      signal,
    }),
  )
  if (!response.ok || !response.body) throw new Error(String(response.status))
  for await (const status of lastStatusIn(response.body)) job.shown = status
}

interface ListedApproval {
  id: string
  status: string
  details: { remittanceInformationUnstructured?: string }
}

/** What the approvals page says of this job's request; `asked` is false where the page could not be read. */
async function find({ customer, memo }: ChatJob): Promise<{ asked: boolean; found: ListedApproval | undefined }> {
  const listed = await customer.portal
    .fetch('/api/approvals', { signal: AbortSignal.timeout(10_000) })
    .then((response) => response.json() as Promise<{ approvals?: ListedApproval[] }>)
    .catch(() => null)
  const found = listed?.approvals?.find((a) => a.details.remittanceInformationUnstructured === memo)
  return { asked: listed?.approvals !== undefined, found }
}

/** The answer is over when the phone has been asked; the job is when the customer, or nobody, has answered there. */
async function untilEnded(job: ChatJob, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { asked, found } = await find(job)
    if (asked && !['requested', 'pending', 'approved'].includes(found?.status ?? '')) return
    await pause(LOOK_MS)
  }
}

/** Finds the request on the approvals page and withdraws it, once. */
async function withdraw(job: ChatJob, expirySeconds: number): Promise<void> {
  const { portal } = job.customer
  const deadline = performance.now() + expirySeconds * 1000
  while (performance.now() < deadline && job.cancelStatus === null) {
    await pause(LOOK_MS)
    const { found } = await find(job)
    if (!found || (job.plan === 'cancel' && found.status === 'requested')) continue
    const response = await portal
      .fetch(`/api/approvals/${found.id}/cancel`, { method: 'POST', signal: AbortSignal.timeout(10_000) })
      .catch(() => null)
    if (response && (response.ok || response.status === 409)) job.cancelStatus = response.status
  }
}
