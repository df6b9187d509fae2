import { v4 as uuidv4 } from 'uuid'
import { database, withDeadline } from '@/lib/platform/database/client'
import type { ApprovalStatus } from './approval-states'

// On globalThis, because instrumentation and routes are separate bundles in one process.
const shared = globalThis as { bainkProcess?: string; bainkDriven?: Set<string> }
shared.bainkProcess ??= uuidv4()
shared.bainkDriven ??= new Set()

/** This process among all replicas, as the owner of leases. */
export const PROCESS = shared.bainkProcess

/** Approvals that this process drives. `claimLapsed` skips them, since their leases may have lapsed in an outage. */
const DRIVEN = shared.bainkDriven

/** Long enough to survive a slow moment, short enough that a dead process is soon replaced. */
export const LEASE_SECONDS = 15
/** The row is read every second, but the lease renewed less often, since each write makes a new row version. */
const LOOK_MS = 1_000
const RENEW_MS = 5_000
/** A process that could not renew its lease for this long stops polling, because another may take over. */
const SURE_MS = (LEASE_SECONDS - 3) * 1_000
/** Grace for the tenant, which may count from later than we do and should be the one to say `expired`. */
const AFTER_EXPIRY_SECONDS = 10
/** The local tenant remembers a request for an hour; others may forget it sooner. */
const FORGOTTEN_MINUTES = 55

/** The fence of the process that opens an approval; each take-over adds one. */
export const FIRST_FENCE = 1n

interface LeaseState {
  status: ApprovalStatus
  mine: boolean
}

/** A lease on an approval, kept until `release`. */
interface KeptLease {
  /** Resolves once this process may no longer drive the row: it has ended or was taken over. Never after `release`. */
  lost: Promise<LeaseState>
  /** Whether the lease certainly still holds: false after some seconds of a database outage or a frozen process. */
  sure(): boolean
  release(): void
}

/** Keeps the lease on an approval while this process drives it, and notices when others change the row. */
export function keepLease(id: string): KeptLease {
  let timer: NodeJS.Timeout | undefined
  let released = false
  let renewedAt = performance.now()
  const lost = new Promise<LeaseState>((resolve) => {
    const tick = async () => {
      const sentAt = performance.now()
      const isDue = sentAt - renewedAt >= RENEW_MS
      const state = await (isDue ? renew(id) : look(id)).catch(() => null)
      if (released) return
      if (state && !state.mine) return resolve(state)
      if (state && isDue) renewedAt = sentAt
      timer = setTimeout(tick, LOOK_MS)
    }
    timer = setTimeout(tick, LOOK_MS)
  })
  DRIVEN.add(id)
  const release = () => {
    released = true
    clearTimeout(timer)
    DRIVEN.delete(id)
  }
  return { lost, sure: () => performance.now() - renewedAt < SURE_MS, release }
}

/**
 * Renews the lease while the row is open and this process owns it. No standby need confirm: a renewal that is lost with
 * a server costs one take-over, which the fence makes harmless.
 */
async function renew(id: string): Promise<LeaseState | null> {
  const { sql } = database()
  const [row] = await withDeadline(sql<LeaseState[]>`
    WITH renewed AS (
      UPDATE approvals SET lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
      WHERE id = ${id} AND lease_owner = ${PROCESS} AND status IN ('requested', 'pending', 'approved') RETURNING id)
    SELECT status, EXISTS (SELECT FROM renewed) AS mine, set_config('synchronous_commit', 'local', true)
    FROM approvals WHERE id = ${id}`)
  return row ? { status: row.status, mine: row.mine } : null
}

async function look(id: string): Promise<LeaseState | null> {
  const [row] = await withDeadline(database().sql<LeaseState[]>`
    SELECT status, lease_owner = ${PROCESS} AND status IN ('requested', 'pending', 'approved') AS mine
    FROM approvals WHERE id = ${id}`)
  return row ?? null
}

export interface Claim {
  id: string
  /** This process may move the row under this fence until the next take-over. */
  fence: bigint
  customerId: string
  chatId: string | null
  status: 'requested' | 'pending' | 'approved'
  sealedAuthReqId: string | null
  intervalSeconds: number | null
  /** `expires_at` has passed, by the database's clock. */
  expired: boolean
  /** The tenant's grace of ten seconds has passed as well. */
  overdue: boolean
  /** Expired so long ago that the tenant may have forgotten the request, even an answered one. */
  forgotten: boolean
}

/**
 * Takes over at most `most` open approvals whose lease has lapsed or was handed back until now, the longest waiting
 * first. Two replicas never get the same one.
 */
export async function claimLapsed(most: number): Promise<Claim[]> {
  const { sql } = database()
  const rows = await withDeadline(sql<ClaimRow[]>`
    UPDATE approvals SET lease_owner = ${PROCESS}, fence = fence + 1, lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
    WHERE id IN (
      SELECT id FROM approvals WHERE status IN ('requested', 'pending', 'approved') AND lease_until < now()
        AND id NOT IN (SELECT jsonb_array_elements_text(${JSON.stringify([...DRIVEN])}::jsonb)::uuid)
      ORDER BY lease_until LIMIT ${most} FOR UPDATE SKIP LOCKED)
    RETURNING id, fence, customer_id, chat_id, status, sealed_auth_req_id, interval_seconds,
      now() > expires_at AS expired, now() > expires_at + make_interval(secs => ${AFTER_EXPIRY_SECONDS}) AS overdue,
      now() > expires_at + make_interval(mins => ${FORGOTTEN_MINUTES}) AS forgotten`)
  return rows.map((row) => ({
    id: row.id,
    fence: row.fence,
    customerId: row.customer_id,
    chatId: row.chat_id,
    status: row.status,
    sealedAuthReqId: row.sealed_auth_req_id,
    intervalSeconds: row.interval_seconds,
    expired: row.expired,
    overdue: row.overdue,
    forgotten: row.forgotten,
  }))
}

interface ClaimRow {
  id: string
  fence: bigint
  customer_id: string
  chat_id: string | null
  status: Claim['status']
  sealed_auth_req_id: string | null
  interval_seconds: number | null
  expired: boolean
  overdue: boolean
  forgotten: boolean
}

/**
 * Hands one lease back; any replica may claim it after `seconds`. At the latest it is claimed once the approval is
 * overdue, so that an approval expires even if the tenant stays silent.
 * @param interval seconds between polls from now on, if the tenant has asked for more.
 */
export async function handBackLease(id: string, seconds = 0, interval: number | null = null): Promise<void> {
  await withDeadline(database().sql`
    UPDATE approvals SET interval_seconds = coalesce(${interval}, interval_seconds), lease_until = least(now() + make_interval(secs => ${seconds}),
      greatest(now() + interval '1 s', expires_at + make_interval(secs => ${AFTER_EXPIRY_SECONDS + 1})))
    WHERE id = ${id} AND lease_owner = ${PROCESS} AND status IN ('requested', 'pending', 'approved')`)
}

/** Hands every lease of this process back, so that another replica goes on at once. */
export async function handBackLeases(): Promise<void> {
  await withDeadline(database().sql`
    UPDATE approvals SET lease_until = now() WHERE lease_owner = ${PROCESS} AND status IN ('requested', 'pending', 'approved')`)
}
