import type { JSONWebKeySet } from 'jose'
import { verifyMandateReceipt } from '@/lib/evidence/receipts/verify-mandate-receipt'
import { asOwner } from './as-owner'
import type { Cluster } from './cluster'
import type { EventLog } from './event-log'
import type { McpAccess } from './mcp-access'
import { callTool } from './mcp-jobs'
import { ANSWER_MS_MAX, type ApiAccount, type Customer, pause } from './orders'
import type { Random } from './random'
import type { Thumb } from './thumb'

const LOOK_MS = 400
const AFTER_EXPIRY_MS = 75_000
const HOUR_MS = 3_600_000
/** As the command line is registered at the local tenant. */
const AGENT = 'baink-cli'
const PLANS = ['approve', 'approve', 'approve', 'deny', 'ignore'] as const
/** As many payments as a mandate covers here. */
const COVERED = 3

/** One standing mandate for the agent from outside, recognised on the phone by how much it allows a day. */
export interface MandateJob {
  customer: string
  allows: string
  plan: (typeof PLANS)[number]
  /** Null where no answer named it: then nobody says yes to it. */
  id: string | null
  /** The last state that an answer named. */
  status: string | null
  /** Whether its end was acknowledged before the last try to pay on it. */
  ended: boolean
  /** Memos of what the agent asked for on it, at the end and after it. */
  before: string[]
  after: string[]
}

interface Party {
  cluster: Cluster
  customer: Customer
  access: McpAccess
  thumb: Thumb
  memo: string
}

/**
 * Asks in the portal for a mandate to pay the payee, whom no other job of agents pays; sends at once one payment more than it
 * covers, each several times, while things break; revokes it; and tries to pay once more. What then asks the phone is
 * answered by nobody.
 */
export async function runMandateJob(party: Party, random: Random, log: EventLog, expirySeconds: number) {
  const { customer, thumb, memo } = party
  // The number in the memo is nobody else's.
  const cents = 300 + Number(memo.slice(2))
  const job: MandateJob = {
    ...{ customer: customer.email, allows: `${decimal(cents)} USD a day`, plan: random.pick(PLANS) },
    ...{ id: null, status: null, ended: false, before: [], after: [] },
  }
  const once = decimal(Math.floor(cents / COVERED))
  const deadline = performance.now() + expirySeconds * 1_000 + AFTER_EXPIRY_MS
  job.id = await askFor(customer, once, decimal(cents)).catch(() => null)
  log.note('mandate', { ...job })
  if (!job.id) return job
  if (job.plan !== 'ignore') thumb.plan(job.allows, job.plan)
  while ([null, 'requested'].includes(job.status) && performance.now() < deadline) {
    await pause(LOOK_MS)
    job.status = await statusOf(customer, job.id).catch(() => job.status)
  }
  if (job.status === 'active') {
    job.before = Array.from({ length: COVERED + 1 }, (_, n) => `${memo} use ${n + 1}`)
    await Promise.all(job.before.map((use) => pay(party, random.uuid(), once, use)))
  }
  while (job.status === 'active' && !job.ended && performance.now() < deadline) {
    job.ended = await end(customer, job.id).catch(() => false)
    if (!job.ended) await pause(LOOK_MS)
  }
  if (job.ended) {
    job.after = [`${memo} after`]
    await pay(party, random.uuid(), once, `${memo} after`)
  }
  log.note('mandate over', { ...job })
  return job
}

const decimal = (cents: number) => (cents / 100).toFixed(2)

/** @throws Error where it was not asked for, or no answer says so. */
async function askFor(
  { portal, accounts, payee }: Customer,
  maxPerTransfer: string,
  maxPerPeriod: string,
): Promise<string> {
  const [from] = accounts as [ApiAccount, ApiAccount]
  const validUntil = new Date(Date.now() + HOUR_MS).toISOString()
  const limits = { maxPerTransfer, maxPerPeriod, period: 'day', currency: 'USD', validUntil }
  const response = await portal.fetch('/api/mandates', {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ agent: AGENT, ...limits, fromAccountId: from.id, toAccountIds: [payee] }),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
  })
  const { mandate } = (await response.json()) as { mandate: { id: string } }
  return mandate.id
}

async function statusOf({ portal }: Customer, id: string): Promise<string | null> {
  const response = await portal.fetch('/api/mandates', { signal: AbortSignal.timeout(10_000) })
  const { mandates } = (await response.json()) as { mandates: { id: string; status: string }[] }
  return mandates.find((mandate) => mandate.id === id)?.status ?? null
}

async function end({ portal }: Customer, id: string): Promise<boolean> {
  const response = await portal.fetch(`/api/mandates/${id}`, { method: 'DELETE', signal: AbortSignal.timeout(10_000) })
  return response.ok
}

/** Sends one request under its id twice at once and once more, as an agent does whose answers get lost. */
async function pay({ cluster, customer, access }: Party, requestId: string, amount: string, memo: string) {
  const [from] = customer.accounts as [ApiAccount, ApiAccount]
  const accounts = { fromAccountId: from.id, toAccountId: customer.payee }
  const order = { name: 'request_transfer', args: { requestId, ...accounts, amount, currency: 'USD', memo } }
  const send = () => callTool(cluster, access, { answers: [], lost: 0 }, order).catch(() => null)
  await Promise.all([send(), send()])
  await send()
}

interface MandateRow {
  begun: boolean
  /** Posted on it, by memo, and all of it in cents. */
  paid: string[]
  used: number
  most: number
}

const NOTHING: MandateRow = { begun: false, paid: [], used: 0, most: 0 }

/** A mandate begins by a yes alone, pays no request twice, no cent beyond its limit, and nothing once its end was acknowledged. */
export async function checkMandates(
  ownerUrl: string,
  jobs: MandateJob[],
  answerTo: (allows: string) => { said: string } | null,
): Promise<string[]> {
  const rows = await asOwner(
    ownerUrl,
    (sql) => sql<(MandateRow & { id: string })[]>`
      SELECT m.id, m.activated_at IS NOT NULL AS begun, m.max_per_period_minor::int AS most,
        coalesce(sum(t.amount_minor), 0)::int AS used, coalesce(array_agg(t.memo) FILTER (WHERE t.id IS NOT NULL), '{}') AS paid
      FROM mandates m LEFT JOIN mandate_uses u ON u.mandate_id = m.id LEFT JOIN transfers t ON t.id = u.transfer_id GROUP BY m.id`,
  )
  return jobs.flatMap((job) =>
    checkMandate(job, rows.find(({ id }) => id === job.id) ?? NOTHING, answerTo(job.allows)?.said ?? null),
  )
}

export function checkMandate(job: MandateJob, { begun, paid, used, most }: MandateRow, said: string | null): string[] {
  const name = `the mandate of ${job.allows} (${job.plan})`
  const wrong: string[] = []
  if (begun && (job.plan !== 'approve' || said === 'denied')) wrong.push(`${name} began without a yes`)
  if (job.status === 'active' && !begun) wrong.push(`${name} was shown as active and has not begun`)
  if (new Set(paid).size < paid.length) wrong.push(`${name} paid one request twice: ${paid.join(', ')}`)
  if (used > most) wrong.push(`${name} paid ${used - most} cents too much`)
  if (paid.some((memo) => job.after.includes(memo))) wrong.push(`${name} paid after its end was acknowledged`)
  return wrong
}

/** Each transfer that was posted on a mandate has a receipt at the bank, which verifies offline. Asked once the round is over. */
export async function mandatesWithoutReceipts(
  { app, ownerUrl }: Cluster,
  customers: Customer[],
  jobs: MandateJob[],
): Promise<string[]> {
  const posted = await asOwner(
    ownerUrl,
    (sql) => sql<{ mandate: string; transfer: string }[]>`
      SELECT mandate_id AS mandate, transfer_id AS transfer FROM mandate_uses WHERE mandate_id = ANY(${idsOf(jobs)}::uuid[])`,
  )
  const keys = (await (await fetch(`${app}/api/receipts/keys`)).json()) as JSONWebKeySet
  const wrong: string[] = []
  for (const { id, customer, allows } of jobs) {
    const own = posted.filter(({ mandate }) => mandate === id)
    const portal = customers.find(({ email }) => email === customer)?.portal
    if (own.length === 0 || !portal) continue
    const { uses } = await portal.json<{ uses: { transferId: string | null; receipt: string }[] }>(
      `/api/mandates/${id}/uses`,
    )
    for (const { transfer } of own) {
      const use = uses.find(({ transferId }) => transferId === transfer)
      const receipt = await verifyMandateReceipt(use?.receipt ?? '', keys).catch(() => null)
      if (receipt?.transferId !== transfer) wrong.push(`the mandate of ${allows} paid ${transfer} without a receipt`)
    }
  }
  return wrong
}

const idsOf = (jobs: MandateJob[]) => jobs.flatMap(({ id }) => id ?? [])
