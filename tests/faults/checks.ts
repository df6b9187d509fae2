import { verifyLedger } from '@/db/verify'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import type { AgentJob } from './agent-jobs'
import { asOwner } from './as-owner'
import type { ChatJob } from './chat-jobs'
import type { Cluster } from './cluster'
import { type CommandJob, checkCommand } from './command-jobs'
import { checkMandates, type MandateJob } from './mandate-jobs'
import type { McpJob } from './mcp-jobs'
import { foreignMoves, foreignSchema } from './move-log'
import { ANSWER_MS_MAX, type SentOrder } from './orders'
import { checkBrokerage } from './share-orders'
import { checkShop } from './shop-orders'
import type { Tap } from './thumb'

/** Everything that was done in one round. */
export interface Done {
  orders: SentOrder[]
  chats: ChatJob[]
  agents: AgentJob[]
  mcp: McpJob[]
  commands: CommandJob[]
  mandates: MandateJob[]
  /** What each customer's phone said to the tap on a memo, or null. */
  answerTo(memo: string): Tap | null
  /** Nothing was broken on purpose, at most replicas were restarted: every request must end as the customer meant it. */
  calm: boolean
  /** Though calm: there was a time in which nobody could collect what had been approved. */
  mayExpire: boolean
}

export interface ApprovalRow {
  id: string
  /** `transfer`, or what else a yes was asked for; only a transfer's moves money. */
  kind: string
  /** What names it: the memo of its transfer, or the limit of an order of shares. */
  memo: string
  status: string
  reason: string | null
  transfers: number
  ends: number
  /** Milliseconds since 1970. */
  expiresAt: number
  lateSeconds: number
}

/** What a chat's request and one over MCP have in common. */
type Planned = Pick<ChatJob, 'memo' | 'plan' | 'shown' | 'joins' | 'cancelStatus'>

const FINAL = ['posted', 'denied', 'expired', 'cancelled', 'failed']
const ENDS_WITHIN_SECONDS = 60

/** What must hold once a round is over, and does not: one line each. */
export async function violationsAfter(cluster: Cluster, done: Done): Promise<string[]> {
  const businesses = [...(await checkShop(cluster.ownerUrl)), ...(await checkBrokerage(cluster.ownerUrl))]
  const { differences } = await verifyLedger(cluster.ownerUrl)
  const audit = await verifyAudit(cluster.ownerUrl)
  const approvals = await readApprovals(cluster.ownerUrl)
  const moves = await foreignMoves(cluster.ownerUrl)
  return [
    ...differences.map((difference) => `ledger: ${difference}`),
    ...(await foreignSchema(cluster.ownerUrl)).map((difference) => `schema: ${difference}`),
    ...audit.differences.map((difference) => `audit: ${difference}`),
    ...(await checkOrders(cluster.ownerUrl, done.orders)),
    ...approvals.flatMap(checkApproval),
    ...done.chats.flatMap((job) =>
      checkChat(
        job,
        approvals.filter(({ memo }) => memo === job.memo),
        done,
      ),
    ),
    ...checkPhones([...done.chats, ...done.mcp], done),
    ...(await checkAgents(cluster.ownerUrl, done.agents)),
    ...(await checkMcp(cluster.ownerUrl, done, approvals)),
    ...done.commands.flatMap((job) =>
      checkCommand(
        job,
        approvals.filter(({ memo }) => memo === job.memo),
      ),
    ),
    ...businesses,
    ...(await checkMandates(cluster.ownerUrl, done.mandates, done.answerTo)),
    ...moves.map((m) => `fence: ${m.by} moved ${m.approval} from ${m.from} to ${m.to}; the lease was ${m.holder}'s`),
  ]
}

function readApprovals(ownerUrl: string): Promise<ApprovalRow[]> {
  return asOwner(
    ownerUrl,
    (sql) => sql<ApprovalRow[]>`
      SELECT a.id, a.kind, coalesce('each ' || (a.details ->> 'limitPrice'), a.memo) AS memo, a.status, a.reason,
        (SELECT count(*) FROM transfers t WHERE t.customer_id = a.customer_id AND t.idempotency_key = a.id)::int AS transfers,
        (SELECT count(*) FROM audit_events e WHERE e.approval_id = a.id AND e.kind = ANY(${FINAL.map((s) => `approval.${s}`)}))::int AS ends,
        extract(epoch FROM a.expires_at)::float8 * 1000 AS "expiresAt",
        extract(epoch FROM a.updated_at - a.expires_at)::float8 AS "lateSeconds"
      FROM approvals a`,
  )
}

function checkApproval({ id, kind, status, transfers, ends, lateSeconds }: ApprovalRow): string[] {
  const wrong: string[] = []
  if (!FINAL.includes(status)) wrong.push(`approval ${id} is still ${status}`)
  else if (ends !== 1) wrong.push(`approval ${id} has ended ${ends} times`)
  if (transfers !== (status === 'posted' && kind === 'transfer' ? 1 : 0))
    wrong.push(`approval ${id} is ${status} with ${transfers} transfers`)
  if (lateSeconds > ENDS_WITHIN_SECONDS) wrong.push(`approval ${id} ended ${lateSeconds} s after its expiry`)
  return wrong
}

/** Each order under its key: what was acknowledged is there once, what was refused is not there at all. */
async function checkOrders(ownerUrl: string, orders: SentOrder[]): Promise<string[]> {
  const keys = orders.map(({ key }) => key)
  const rows = await asOwner(
    ownerUrl,
    (sql) => sql<{ key: string; id: string }[]>`
      SELECT idempotency_key AS key, id FROM transfers WHERE idempotency_key = ANY(${keys}::uuid[])`,
  )
  return orders.flatMap((order) => {
    const made = rows.filter((row) => row.key === order.key).map(({ id }) => id)
    return [...checkOrder(order, made), ...order.attempts.flatMap((attempt) => checkAnswer(order.key, attempt))]
  })
}

function checkOrder({ key, acknowledged, refused }: SentOrder, made: string[]): string[] {
  const wrong: string[] = []
  if (made.length > 1) wrong.push(`order ${key} was made ${made.length} times`)
  if (acknowledged && !made.includes(acknowledged)) wrong.push(`order ${key} was acknowledged and is not in the ledger`)
  if (refused && made.length > 0) wrong.push(`order ${key} was refused (${refused}) and is in the ledger`)
  return wrong
}

/** Done, refused by a rule, or doubt that says so (503 with Retry-After, a broken connection); in good time. */
const ANSWERS = /^(201|401|422|429|503|TypeError|Error|SyntaxError|TimeoutError)$/

function checkAnswer(key: string, { startedAt, endedAt, outcome }: SentOrder['attempts'][number]): string[] {
  if (endedAt - startedAt >= ANSWER_MS_MAX) return [`order ${key} had no answer in ${ANSWER_MS_MAX} ms`]
  return ANSWERS.test(outcome) ? [] : [`order ${key} was answered ${outcome}`]
}

/** What the customer did decides what may have become of it; what was shown must be what is. */
export function checkChat(
  job: Planned,
  rows: ApprovalRow[],
  done: Pick<Done, 'calm' | 'answerTo' | 'mayExpire'>,
): string[] {
  const [row] = rows
  const name = `${job.memo} (${job.plan})`
  if (rows.length > 1) return [`${name} has ${rows.length} approvals`]
  if (!row) return []
  const tap = done.answerTo(job.memo)
  const wrong: string[] = []
  const mayMove = job.plan === 'approve' || job.plan === 'race'
  if (row.status === 'posted' && !mayMove) wrong.push(`${name} was posted without a yes`)
  if (tap?.said === 'denied' && row.status === 'posted') wrong.push(`${name} was denied and posted`)
  if (job.cancelStatus === 200 && row.status !== 'cancelled') wrong.push(`${name} was withdrawn and is ${row.status}`)
  wrong.push(...checkShown(name, job, row.status))
  if (done.calm) wrong.push(...checkCalm(name, job, tap, row, done.mayExpire))
  return wrong
}

/** On the page that asked, and on the other replica's, as far as either got. */
function checkShown(name: string, { shown, joins }: Planned, status: string): string[] {
  const untrue = [shown, ...joins.map((join) => join.shown)].filter((s) => s && FINAL.includes(s) && s !== status)
  const late = joins.filter(({ first }) => first !== null && first !== 'start')
  return [
    ...untrue.map((said) => `${name} was shown as ${said} and is ${status}`),
    ...late.map(({ first }) => `${name} was joined in the middle, at ${first}`),
  ]
}

/** An act that comes so shortly before the expiry may be overtaken: nobody polls often enough to hear of it. */
const TOO_SHORT_MS = 3_000

function checkCalm(name: string, job: Planned, tap: Tap | null, row: ApprovalRow, mayExpire: boolean): string[] {
  if (job.plan === 'race') return []
  const meant = { approve: 'posted', deny: 'denied', ignore: 'expired', cancel: 'cancelled' }[job.plan]
  if (row.status === meant) return []
  // The phone is asked before the brokerage is, and only the brokerage knows who holds what.
  if (row.reason === 'bank_refused:insufficient_shares') return []
  // A busy machine's people are slow. A withdrawal that was acknowledged is checked everywhere, calm or not.
  const inTime = tap !== null && tap.said !== 'expired' && tap.at < row.expiresAt - TOO_SHORT_MS
  if (row.status === 'expired' && (mayExpire || !inTime)) return []
  return [`${name} ended as ${row.status} ${row.reason ?? ''} though nothing was broken`]
}

/** In a calm round somebody's yes or no has reached a phone. */
export function checkPhones(jobs: Pick<ChatJob, 'memo' | 'plan'>[], done: Pick<Done, 'calm' | 'answerTo'>): string[] {
  const meant = jobs.filter(({ plan }) => plan === 'approve' || plan === 'deny')
  if (!done.calm || meant.length < 3 || meant.some(({ memo }) => done.answerTo(memo))) return []
  return [`none of ${meant.length} requests came to the phone though nothing was broken`]
}

async function checkAgents(ownerUrl: string, agents: AgentJob[]): Promise<string[]> {
  const wrong: string[] = []
  for (const { memo, identifier, tokens, transfers } of agents) {
    const [row] = await asOwner(
      ownerUrl,
      (sql) =>
        sql<{ made: number }[]>`SELECT count(*)::int AS made FROM transfers WHERE idempotency_key = ${identifier}`,
    )
    const made = row?.made ?? 0
    if (tokens > 1) wrong.push(`agent ${memo} got ${tokens} tokens for one approval`)
    if (made > 1 || new Set(transfers).size > 1) wrong.push(`agent ${memo} moved money ${made} times`)
    if (transfers.length > 0 && made === 0) wrong.push(`agent ${memo} was told of a transfer that is not in the ledger`)
  }
  return wrong
}

/** One request id is one approval and one push, however often it was sent; and it ends as the customer meant it. */
async function checkMcp(ownerUrl: string, done: Done, approvals: ApprovalRow[]): Promise<string[]> {
  const memos = new Set([...done.mcp, ...done.commands].map(({ memo }) => memo))
  const ids = approvals.filter(({ memo }) => memos.has(memo)).map(({ id }) => id)
  const pushes = await asOwner(
    ownerUrl,
    (sql) => sql<{ id: string; count: number }[]>`
      SELECT identifier AS id, count(*)::int AS count FROM tenant.approvals
      WHERE identifier = ANY(${ids}::uuid[]) GROUP BY 1 HAVING count(*) > 1`,
  )
  return [
    ...pushes.map(({ id, count }) => `approval ${id} rang the phone ${count} times`),
    ...done.mcp.flatMap((job) => {
      const rows = approvals.filter(({ memo }) => memo === job.memo)
      const named = job.approvals.filter((id) => id !== rows[0]?.id)
      const wrong = named.map((id) => `mcp ${job.memo} was told of the approval ${id}, which is not its own`)
      return [...wrong, ...checkChat({ ...job, joins: [] }, rows, done)]
    }),
  ]
}
