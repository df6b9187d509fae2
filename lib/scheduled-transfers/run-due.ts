import { v5 as uuidv5, v7 as uuidv7 } from 'uuid'
import { moveApproval } from '@/lib/approvals/move-approval'
import { askPhone } from '@/lib/auth0/ai/ask-phone'
import { tellTenant } from '@/lib/auth0/ai/tell-tenant'
import { limitIn } from '@/lib/ledger/amounts/money'
import type { Customer } from '@/lib/ledger/customer'
import { limitDetailOf, type ReachedLimit, Refusal } from '@/lib/ledger/refusal'
import { signalPosting } from '@/lib/ledger/signal-posting'
import { digestOf, type TransferOrder } from '@/lib/ledger/transfer-order'
import { DatabaseUnavailable, database, withDeadline } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { announce } from '@/lib/platform/events/announce'
import { isProblemCode } from '@/lib/platform/http/problem'
import { log } from '@/lib/platform/log'
import { nextDate } from '@/lib/platform/time/day-start'
import { type Due, dueFrom, type Rhythm } from './occurrences'
import { phoneHour } from './phone-hour'

const AT_ONCE_MAX = 50
/** How long to wait after something unforeseen, such as a tenant that cannot be reached. */
const TROUBLE_SECONDS = 60

/** A day of a scheduled transfer that has come. */
interface DueTransfer extends Rhythm {
  id: string
  order: TransferOrder
  dueOn: string
  timeZone: string
  createdAt: Date
  customer: Customer
}

/**
 * One round over the scheduled transfers whose day has come, the longest waiting first. Two replicas may take the same one:
 * the day's key, and the order's row that post_scheduled locks, make it one transfer.
 */
export async function runDue(): Promise<void> {
  for (const due of await dueTransfers()) {
    await runOne(due).catch(async (error: unknown) => {
      if (error instanceof DatabaseUnavailable) throw error
      log.error({ err: error, scheduledTransferId: due.id }, 'a scheduled transfer was not made')
      await lookAgain(due.id, new Date(Date.now() + TROUBLE_SECONDS * 1000))
    })
  }
}

/** The idempotency key of one day, and the approval's id where the phone is asked: the same in every process. */
export function keyOf(id: string, dueOn: string): string {
  return uuidv5(dueOn, id)
}

async function runOne(due: DueTransfer): Promise<void> {
  const { id, order, dueOn, timeZone, customer } = due
  const { TRANSFER_LIMIT, DAILY_LIMIT } = env()
  const key = keyOf(id, dueOn)
  const next = dueFrom(due, nextDate(dueOn), timeZone)
  const post = () =>
    withDeadline(database().sql<Run[]>`
    SELECT outcome, reason, creditor_customer_id AS creditor FROM post_scheduled(
      p_scheduled => ${id}, p_due => ${dueOn}, p_key => ${key}, p_digest => ${digestOf(order)}, p_id => ${uuidv7()},
      p_debit_entry => ${uuidv7()}, p_credit_entry => ${uuidv7()},
      p_transfer_limit => ${limitIn(order.currency, TRANSFER_LIMIT)}, p_daily_limit => ${limitIn(order.currency, DAILY_LIMIT)},
      p_next => ${next?.on ?? null}, p_next_at => ${next?.at.toISOString() ?? null})`)
  const [run] = await signalPosting('scheduled', post, ([made]) => (made ? outcomeIn(made) : null))
  if (run?.outcome === 'gone') return
  if (run?.outcome === 'confirmation_required') return askFor(due, key, next)
  announce(customer.id, 'account')
  if (run?.creditor && run.creditor !== customer.id) announce(run.creditor, 'account')
}

interface Run {
  outcome: 'posted' | 'skipped' | 'gone' | 'confirmation_required'
  reason: string | null
  creditor: string | null
}

function outcomeIn({ outcome, reason }: Run) {
  if (outcome === 'posted') return 'posted'
  return reason !== null && isProblemCode(reason) ? reason : null
}

/** Asks the phone for this day's transfer, as the portal does; at night not before the morning. */
async function askFor(due: DueTransfer, key: string, next: Due | null): Promise<void> {
  const { id, order, customer } = due
  const morning = phoneHour(due)
  if (morning > new Date()) return lookAgain(id, morning)
  try {
    await askPhone({ customer, order, portalKey: key })
    await finish(due, next, { outcome: 'asked', approvalId: key })
    if ((await isEnded(id, key)) && (await moveApproval(key, 'cancelled'))) tellTenant()
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    await finish(due, next, { outcome: 'skipped', reason: error.code, limit: error.limit })
  }
  announce(customer.id, 'account')
}

interface Outcome {
  outcome: 'asked' | 'skipped'
  reason?: string
  limit?: ReachedLimit | undefined
  approvalId?: string
}

async function finish(
  { id, dueOn }: DueTransfer,
  next: Due | null,
  { outcome, reason, limit, approvalId }: Outcome,
): Promise<void> {
  await withDeadline(database().sql`
    SELECT finish_scheduled(p_scheduled => ${id}, p_due => ${dueOn}, p_outcome => ${outcome}, p_reason => ${reason ?? null},
      p_transfer => NULL, p_approval => ${approvalId ?? null}, p_next => ${next?.on ?? null},
      p_next_at => ${next?.at.toISOString() ?? null}, p_limit => ${limit ? limitDetailOf(limit) : null}::text::jsonb)`)
}

/** Whether the customer has ended the order while the phone was being asked, so that the request is in no list of theirs. */
async function isEnded(id: string, approvalId: string): Promise<boolean> {
  const ended = await withDeadline(database().sql`
    SELECT FROM scheduled_transfers s WHERE s.id = ${id} AND s.status = 'cancelled'
      AND NOT EXISTS (SELECT FROM scheduled_runs r WHERE r.scheduled_id = s.id AND r.approval_id = ${approvalId})`)
  return ended.length > 0
}

async function lookAgain(id: string, at: Date): Promise<void> {
  await withDeadline(database().sql`
    UPDATE scheduled_transfers SET look_after = ${at.toISOString()} WHERE id = ${id} AND status = 'active'`)
}

async function dueTransfers(): Promise<DueTransfer[]> {
  const rows = await withDeadline(database().sql<
    (Omit<DueTransfer, 'order' | 'createdAt' | 'customer'> &
      TransferOrder &
      Record<'createdAt' | 'customerId' | 'subject' | 'name', string>)[]
  >`
    SELECT s.id, s.debtor_account_id AS "fromAccountId", s.creditor_account_id AS "toAccountId", s.amount_minor AS "amountMinor",
      s.currency, s.memo, s.starts_on::text AS "startsOn", s.every, s.ends_on::text AS "endsOn", s.next_on::text AS "dueOn",
      s.time_zone AS "timeZone", s.created_at AS "createdAt", s.customer_id AS "customerId", c.subject, c.name
    FROM scheduled_transfers s JOIN customers c ON c.id = s.customer_id
    WHERE s.status = 'active' AND s.look_after <= now() ORDER BY s.look_after LIMIT ${AT_ONCE_MAX}`)
  return rows.map(
    ({ fromAccountId, toAccountId, amountMinor, currency, memo, customerId, subject, name, createdAt, ...due }) => ({
      ...due,
      order: { fromAccountId, toAccountId, amountMinor, currency, memo },
      createdAt: new Date(createdAt),
      customer: { id: customerId, subject, name },
    }),
  )
}
