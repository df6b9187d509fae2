import { createHash, randomBytes } from 'node:crypto'
import type { Sql } from '../store/database'

export const TICKET_MINUTES = 10
/** More new devices than anybody has at a time; beyond that the oldest unused tickets are forgotten. */
const UNUSED_MAX = 5

/**
 * Makes a ticket that enrols one more device of this customer, once. Only its hash is stored.
 * @returns undefined where the device that asks has been removed
 */
export async function createTicket(sql: Sql, sub: string, deviceId: string): Promise<string | undefined> {
  const ticket = randomBytes(32).toString('base64url')
  return sql.begin(async (transaction) => {
    // The deletion below must see every earlier ticket, so this lock makes the customer's tickets take turns.
    await transaction`SELECT FROM tenant.users WHERE sub = ${sub} FOR NO KEY UPDATE`
    // clock_timestamp(), not now(): a transaction that waited for the lock must not date its ticket before an earlier
    // one.
    const created = await transaction`
      INSERT INTO tenant.device_tickets (token_hash, sub, created_by, expires_at)
      SELECT ${hashOfTicket(ticket)}, sub, id, clock_timestamp() + make_interval(mins => ${TICKET_MINUTES})
      FROM tenant.devices WHERE id = ${deviceId} AND sub = ${sub} AND removed_at IS NULL
      RETURNING token_hash`
    await transaction`
      DELETE FROM tenant.device_tickets WHERE token_hash IN (
        SELECT token_hash FROM tenant.device_tickets WHERE sub = ${sub} AND used_at IS NULL
        ORDER BY expires_at DESC OFFSET ${UNUSED_MAX})`
    return created.length === 1 ? ticket : undefined
  })
}

/** The part of a ticket that is stored. */
export function hashOfTicket(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64url')
}
