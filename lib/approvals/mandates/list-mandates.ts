import type postgres from 'postgres'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { database, withDeadline } from '@/lib/platform/database/client'
import type { Place } from '@/lib/platform/http/list-page'
import { Problem } from '@/lib/platform/http/problem'
import { uuid } from '@/lib/platform/text/uuid'
import type { ApprovalStatus } from '../approval-states'
import type { Mandate, MandateStatus, Period } from './mandate'

/** The ones that are listed at a time; far more than anybody makes. */
export const MANDATES_LISTED = 200

interface Row {
  id: string
  agent: string
  max_per_transfer_minor: bigint
  max_per_period_minor: bigint
  period: Period
  currency: string
  debtor_account_id: string
  /** A JSON array: the driver reads no arrays of uuid. */
  creditor_account_ids: string
  valid_until: string
  created_at: string
  used: bigint
  is_revoked: boolean
  is_active: boolean
  is_over: boolean
  approval_status: ApprovalStatus
}

/** The customer's mandates, two hundred at most: those in force or asked for, then the others, each newest first. */
export async function listMandates(customerId: string): Promise<Mandate[]> {
  const { sql } = database()
  const inForce = sql`m.activated_at IS NOT NULL AND m.revoked_at IS NULL AND m.valid_until > now()`
  const goesOn = sql`(${inForce} OR a.status IN ('requested', 'pending', 'approved'))`
  return select(sql`m.customer_id = ${customerId}`, sql`${goesOn} DESC, m.created_at DESC, m.id DESC`)
}

/** A page of all of the customer's mandates, newest first: those after a place, two hundred at most. */
export async function pageOfMandates(customerId: string, after: Place | null): Promise<Mandate[]> {
  const { sql } = database()
  return select(
    after
      ? sql`m.customer_id = ${customerId} AND (m.created_at, m.id) < (${after.at.toISOString()}::timestamptz, ${after.id}::uuid)`
      : sql`m.customer_id = ${customerId}`,
  )
}

type Fragment = postgres.PendingQuery<postgres.Row[]>

async function select(
  which: Fragment,
  order: Fragment = database().sql`m.created_at DESC, m.id DESC`,
): Promise<Mandate[]> {
  const { sql } = database()
  const rows = await withDeadline(sql<Row[]>`
    SELECT m.id, m.agent, m.max_per_transfer_minor, m.max_per_period_minor, m.period, m.currency, m.debtor_account_id,
      to_jsonb(m.creditor_account_ids)::text AS creditor_account_ids, m.valid_until, m.created_at, a.status AS approval_status, m.revoked_at IS NOT NULL AS is_revoked,
      m.activated_at IS NOT NULL AS is_active, m.valid_until <= now() AS is_over,
      (SELECT coalesce(sum(u.amount_minor), 0)::bigint FROM mandate_uses u
        WHERE u.mandate_id = m.id AND u.created_at >= period_start(m.period, now())) AS used
    FROM mandates m JOIN approvals a ON a.id = m.id
    WHERE ${which}
    ORDER BY ${order} LIMIT ${MANDATES_LISTED}`)
  return rows.map(asMandate)
}

/** @throws Problem `not_found` if this customer has no such mandate. */
export async function getMandate(customerId: string, id: string): Promise<Mandate> {
  const known = uuid.safeParse(id)
  const { sql } = database()
  const [mandate] = known.success ? await select(sql`m.customer_id = ${customerId} AND m.id = ${known.data}`) : []
  if (!mandate) throw new Problem('not_found')
  return mandate
}

function asMandate(row: Row): Mandate {
  return {
    id: row.id,
    agent: row.agent,
    maxPerTransfer: toDecimal(row.max_per_transfer_minor, row.currency),
    maxPerPeriod: toDecimal(row.max_per_period_minor, row.currency),
    period: row.period,
    currency: row.currency,
    fromAccountId: row.debtor_account_id,
    toAccountIds: JSON.parse(row.creditor_account_ids) as string[],
    validUntil: new Date(row.valid_until).toISOString(),
    status: statusOf(row),
    usedInPeriod: toDecimal(row.used, row.currency),
    createdAt: new Date(row.created_at).toISOString(),
  }
}

/** A request that failed, for want of a phone for instance, has ended; one that was withdrawn is revoked. */
function statusOf({ is_revoked, is_active, is_over, approval_status }: Row): MandateStatus {
  if (is_revoked || approval_status === 'cancelled') return 'revoked'
  if (is_active) return is_over ? 'ended' : 'active'
  if (approval_status === 'denied' || approval_status === 'expired') return approval_status
  return approval_status === 'failed' ? 'ended' : 'requested'
}
