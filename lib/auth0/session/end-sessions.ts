import type postgres from 'postgres'
import { database, withDeadline } from '@/lib/platform/database/client'

/** On this channel the database tells the ids of sessions that have ended, in the statement that ends them. */
export const ENDED_CHANNEL = 'baink_sessions'

/** Ends one session of this customer. @returns false if the customer has none of this id. */
export async function endSession(customerId: string, id: string): Promise<boolean> {
  const { sql } = database()
  return (await end(sql`id = ${id} AND customer_id = ${customerId}`)) > 0
}

/** Ends all sessions of this customer but the one with `ownId`. */
export async function endOtherSessions(customerId: string, ownId: string): Promise<void> {
  const { sql } = database()
  await end(sql`customer_id = ${customerId} AND id <> ${ownId}`)
}

/** Ends the session whose cookie this is. */
export async function endSessionOfCookie(cookieHash: string): Promise<void> {
  const { sql } = database()
  await end(sql`cookie_hash = ${cookieHash}`)
}

/** Ends all sessions of this customer. */
export async function endSessionsOf(customerId: string): Promise<void> {
  const { sql } = database()
  await end(sql`customer_id = ${customerId}`)
}

/**
 * Ends sessions at the tenant's word (OpenID Connect Back-Channel Logout 1.0, section 2.4): the one that a `sid` names,
 * or all of the customer's if there is only a `sub`. If both are given, a session must match both.
 */
export async function endSessionsByTenant({ sid, sub }: { sid?: string; sub?: string }): Promise<void> {
  if (sid === undefined && sub === undefined) return
  const { sql } = database()
  const ofSid = sid === undefined ? sql`true` : sql`tenant_sid = ${sid}`
  const ofSub = sub === undefined ? sql`true` : sql`customer_id = (SELECT id FROM customers WHERE subject = ${sub})`
  await end(sql`${ofSid} AND ${ofSub}`)
}

/** Deletes the sessions and announces it, so that their open streams end at once. @returns how many ended. */
async function end(which: postgres.PendingQuery<postgres.Row[]>): Promise<number> {
  const { sql } = database()
  const ended = await withDeadline(sql`
    WITH gone AS (DELETE FROM sessions WHERE ${which} RETURNING id)
    SELECT pg_notify(${ENDED_CHANNEL}, id::text) FROM gone`)
  return ended.length
}
