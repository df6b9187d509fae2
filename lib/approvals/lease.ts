import { v4 as uuidv4 } from 'uuid'
import { database, withDeadline } from '@/db/client'
import type { ApprovalStatus } from './approval-states'

// Instrumentation and routes are bundled apart, and are one process all the same.
const shared = globalThis as { bainkProcess?: string; bainkDriven?: Set<string> }
shared.bainkProcess ??= uuidv4()
shared.bainkDriven ??= new Set()

/** This process among all replicas, as the owner of leases. */
export const PROCESS = shared.bainkProcess

/** What this process works on. After an outage its leases may have lapsed, and it must not take over from itself. */
const DRIVEN = shared.bainkDriven

/** Long enough to survive a slow moment, short enough that a dead process is soon replaced. */
export const LEASE_SECONDS = 15
const RENEW_MS = 1_000
/** A process that could not renew its lease for so long leaves the polling to whoever takes over. */
const SURE_MS = (LEASE_SECONDS - 3) * 1_000
/** The tenant may count a request's time from a little later than we do: it, not we, should say that it has expired. */
const AFTER_EXPIRY_SECONDS = 10
/** The local tenant remembers for an hour; others may for less. */
const FORGOTTEN_MINUTES = 55

/** The number under which the process that opens an approval drives it; each take-over counts one up. */
export const FIRST_FENCE = 1n

interface LeaseState {
  status: ApprovalStatus
  mine: boolean
}

/** A lease on an approval, kept until `release`. */
interface KeptLease {
  /** Resolves once the row is no longer ours to drive: it was cancelled, expired or taken over. Never after `release`. */
  lost: Promise<LeaseState>
  /** Whether it certainly still is: false after some seconds in which the database was away, or this process stood still. */
  sure(): boolean
  release(): void
}

/** Keeps the lease on an approval while this process works on it, and notices what others do to the row meanwhile. */
export function keepLease(id: string): KeptLease {
  let timer: NodeJS.Timeout | undefined
  let released = false
  let renewedAt = performance.now()
  const lost = new Promise<LeaseState>((resolve) => {
    const tick = async () => {
      const sentAt = performance.now()
      const state = await renew(id).catch(() => null)
      if (released) return
      if (state && !state.mine) return resolve(state)
      if (state) renewedAt = sentAt
      timer = setTimeout(tick, RENEW_MS)
    }
    timer = setTimeout(tick, RENEW_MS)
  })
  DRIVEN.add(id)
  const release = () => {
    released = true
    clearTimeout(timer)
    DRIVEN.delete(id)
  }
  return { lost, sure: () => performance.now() - renewedAt < SURE_MS, release }
}

/** Renews while the row is open and ours; a database that is away for a moment loses us nothing but time. */
async function renew(id: string): Promise<LeaseState | null> {
  const { sql } = database()
  const [row] = await withDeadline(sql<LeaseState[]>`
    WITH renewed AS (
      UPDATE approvals SET lease_until = now() + make_interval(secs => ${LEASE_SECONDS})
      WHERE id = ${id} AND lease_owner = ${PROCESS} AND status IN ('requested', 'pending', 'approved') RETURNING id)
    SELECT status, EXISTS (SELECT FROM renewed) AS mine FROM approvals WHERE id = ${id}`)
  return row ?? null
}

export interface Claim {
  id: string
  /** The number under which this process may move the row until it is taken over again. */
  fence: bigint
  customerId: string
  chatId: string | null
  status: 'requested' | 'pending' | 'approved'
  sealedAuthReqId: string | null
  intervalSeconds: number | null
  /** By the database's clock, which all replicas share: the request's time is over, here at least. */
  expired: boolean
  /** And so is the tenant's. */
  overdue: boolean
  /** It was over so long ago that the tenant need not remember it, answered or not. */
  forgotten: boolean
}

/**
 * Takes over at most `most` open approvals that nobody drives: their process let its lease lapse, or put them off
 * until now. The one that has waited longest comes first. Two replicas never get the same one.
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
 * Gives one lease back, to whoever looks first once `seconds` have passed. Never later than the approval is overdue: with
 * a tenant that stays silent, that look is the one that ends it.
 * @param interval how many seconds to leave between polls from now on, where the tenant has asked for more.
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
