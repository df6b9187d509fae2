import type { Sql } from '../store/database'
import { type DeviceKey, thumbprintOf } from './device-key'
import { hashOfTicket } from './tickets'

/** Enough for every screen of a household; the table of users has the same number in a constraint. */
export const DEVICES_MAX = 10

export interface NewDevice {
  sub: string
  name: string
  key: DeviceKey
}

interface Enrolled {
  outcome: 'enrolled'
  id: string
}

/** Enrols a customer's first device, unless there is one by now: of two at once the statement lets one through. */
export async function enrolFirst(
  sql: Sql,
  { sub, name, key }: NewDevice,
): Promise<Enrolled | { outcome: 'not_first' }> {
  const [device] = await sql<{ id: string }[]>`
    WITH room AS (
      UPDATE tenant.users SET device_count = device_count + 1 WHERE sub = ${sub} AND device_count = 0 RETURNING sub
    )
    INSERT INTO tenant.devices (sub, name, public_jwk, thumbprint)
    SELECT sub, ${name}, ${JSON.stringify(key)}::text::json, ${await thumbprintOf(key)} FROM room
    RETURNING id`
  return device ? { outcome: 'enrolled', id: device.id } : { outcome: 'not_first' }
}

type TicketOutcome = Enrolled | { outcome: 'bad_ticket' | 'no_room' }

/**
 * Enrols another device by a ticket, which is spent by that and by nothing else: without room for the device it stays
 * good. It is bad where it is unknown, somebody else's, spent, too old or from a removed device.
 */
export async function enrolByTicket(sql: Sql, ticket: string, { sub, name, key }: NewDevice): Promise<TicketOutcome> {
  const thumbprint = await thumbprintOf(key)
  return sql.begin(async (transaction): Promise<TicketOutcome> => {
    // Nobody else enrols or removes a device of this customer between this look and the statement below.
    const [user] = await transaction<{ devices: number }[]>`
      SELECT device_count AS devices FROM tenant.users WHERE sub = ${sub} FOR NO KEY UPDATE`
    if (!user || user.devices >= DEVICES_MAX) return { outcome: 'no_room' }
    const [device] = await transaction<{ id: string }[]>`
      WITH ticket AS (
        UPDATE tenant.device_tickets SET used_at = now()
        WHERE token_hash = ${hashOfTicket(ticket)} AND sub = ${sub} AND used_at IS NULL AND expires_at > now()
          AND EXISTS (SELECT FROM tenant.devices WHERE id = created_by AND removed_at IS NULL)
        RETURNING sub
      ), room AS (
        UPDATE tenant.users SET device_count = device_count + 1 FROM ticket
        WHERE users.sub = ticket.sub RETURNING users.sub
      )
      INSERT INTO tenant.devices (sub, name, public_jwk, thumbprint)
      SELECT sub, ${name}, ${JSON.stringify(key)}::text::json, ${thumbprint} FROM room
      RETURNING id`
    return device ? { outcome: 'enrolled', id: device.id } : { outcome: 'bad_ticket' }
  })
}
