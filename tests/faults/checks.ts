import { verifyLedger } from '@/db/verify'
import { verifyAudit } from '@/lib/audit/verify-audit'
import type { AgentJob } from './agent-jobs'
import { asOwner } from './as-owner'
import type { ChatJob } from './chat-jobs'
import type { Cluster } from './cluster'
import { foreignMoves } from './move-log'
import { ANSWER_MS_MAX, type SentOrder } from './orders'

/** Everything that was done in one round. */
export interface Done {
  orders: SentOrder[]
  chats: ChatJob[]
  agents: AgentJob[]
  /** What each customer's phone said to the tap on a memo. */
  answerTo(memo: string): string | null
  /** Nothing was broken on purpose, at most replicas were restarted: every request must end as the customer meant it. */
  calm: boolean
  /** Though calm: there was a time in which nobody could collect what had been approved. */
  mayExpire: boolean
}

interface ApprovalRow {
  id: string
  memo: string
  status: string
  reason: string | null
  transfers: number
  ends: number
  lateSeconds: number
}

const FINAL = ['posted', 'denied', 'expired', 'cancelled', 'failed']
const ENDS_WITHIN_SECONDS = 60

/** What must hold once a round is over, and does not: one line each. */
export async function violationsAfter(cluster: Cluster, done: Done): Promise<string[]> {
  const { differences } = await verifyLedger(cluster.ownerUrl)
  const audit = await verifyAudit(cluster.ownerUrl)
  const approvals = await readApprovals(cluster.ownerUrl)
  const moves = await foreignMoves(cluster.ownerUrl)
  return [
    ...differences.map((difference) => `ledger: ${difference}`),
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
    ...(await checkAgents(cluster.ownerUrl, done.agents)),
    ...moves.map((m) => `fence: ${m.by} moved ${m.approval} from ${m.from} to ${m.to}; the lease was ${m.holder}'s`),
  ]
}

function readApprovals(ownerUrl: string): Promise<ApprovalRow[]> {
  return asOwner(
    ownerUrl,
    (sql) => sql<ApprovalRow[]>`
      SELECT a.id, a.memo, a.status, a.reason,
        (SELECT count(*) FROM transfers t WHERE t.customer_id = a.customer_id AND t.idempotency_key = a.id)::int AS transfers,
        (SELECT count(*) FROM audit_events e WHERE e.approval_id = a.id AND e.kind = ANY(${FINAL.map((s) => `approval.${s}`)}))::int AS ends,
        extract(epoch FROM a.updated_at - a.expires_at)::float8 AS "lateSeconds"
      FROM approvals a`,
  )
}

function checkApproval({ id, status, transfers, ends, lateSeconds }: ApprovalRow): string[] {
  const wrong: string[] = []
  if (!FINAL.includes(status)) wrong.push(`approval ${id} is still ${status}`)
  else if (ends !== 1) wrong.push(`approval ${id} has ended ${ends} times`)
  if (transfers !== (status === 'posted' ? 1 : 0)) wrong.push(`approval ${id} is ${status} with ${transfers} transfers`)
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
function checkChat(job: ChatJob, rows: ApprovalRow[], done: Done): string[] {
  const [row] = rows
  const name = `${job.memo} (${job.plan})`
  if (rows.length > 1) return [`${name} has ${rows.length} approvals`]
  if (!row) return []
  const said = done.answerTo(job.memo)
  const wrong: string[] = []
  const mayMove = job.plan === 'approve' || job.plan === 'race'
  if (row.status === 'posted' && !mayMove) wrong.push(`${name} was posted without a yes`)
  if (said === 'denied' && row.status === 'posted') wrong.push(`${name} was denied and posted`)
  if (job.cancelStatus === 200 && row.status !== 'cancelled') wrong.push(`${name} was withdrawn and is ${row.status}`)
  wrong.push(...checkShown(name, job, row.status))
  if (done.calm) wrong.push(...checkCalm(name, job, said, row, done.mayExpire))
  return wrong
}

/** On the page that asked, and on the other replica's, as far as either got. */
function checkShown(name: string, { shown, joins }: ChatJob, status: string): string[] {
  const untrue = [shown, ...joins.map((join) => join.shown)].filter((s) => s && FINAL.includes(s) && s !== status)
  const late = joins.filter(({ first }) => first !== null && first !== 'start')
  return [
    ...untrue.map((said) => `${name} was shown as ${said} and is ${status}`),
    ...late.map(({ first }) => `${name} was joined in the middle, at ${first}`),
  ]
}

function checkCalm(name: string, job: ChatJob, said: string | null, row: ApprovalRow, mayExpire: boolean): string[] {
  if (job.plan === 'race' || (mayExpire && row.status === 'expired')) return []
  const meant = { approve: 'posted', deny: 'denied', ignore: 'expired', cancel: 'cancelled' }[job.plan]
  const tapped = job.plan === 'approve' || job.plan === 'deny'
  if (tapped && said === null) return [`${name} never came to the phone (${row.status} ${row.reason})`]
  if (tapped && said === 'expired') return []
  return row.status === meant ? [] : [`${name} ended as ${row.status} ${row.reason ?? ''} though nothing was broken`]
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
