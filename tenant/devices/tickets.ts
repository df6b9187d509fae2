import { createHash, randomBytes } from 'node:crypto'
import type { Sql } from '../store/database'

export const TICKET_MINUTES = 10

/**
 * A ticket that enrols one more device of this customer, once. Only its hash is stored.
 * @returns undefined where the device that asks has been removed
 */
export async function createTicket(sql: Sql, sub: string, deviceId: string): Promise<string | undefined> {
  const ticket = randomBytes(32).toString('base64url')
  const created = await sql`
    INSERT INTO tenant.device_tickets (token_hash, sub, created_by, expires_at)
    SELECT ${hashOfTicket(ticket)}, sub, id, now() + make_interval(mins => ${TICKET_MINUTES})
    FROM tenant.devices WHERE id = ${deviceId} AND sub = ${sub} AND removed_at IS NULL
    RETURNING token_hash`
  return created.length === 1 ? ticket : undefined
}

/** What is kept of a ticket. */
export function hashOfTicket(ticket: string): string {
  return createHash('sha256').update(ticket).digest('base64url')
}
