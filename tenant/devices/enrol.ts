import type { Sql } from '../store/database'
import { type DeviceKey, thumbprintOf } from './device-key'
import { findDeviceByKey } from './devices'
import { hashOfTicket } from './tickets'

/** Enough for every screen of a household. A constraint on tenant.users holds the same number. */
export const DEVICES_MAX = 10

export const UNIQUE_VIOLATION = '23505'

export interface NewDevice {
  sub: string
  name: string
  key: DeviceKey
}

interface Enrolled {
  outcome: 'enrolled'
  id: string
}

/**
 * Enrols a customer's first device, unless the customer has one. Of two at the same time, the statement lets one
 * through.
 */
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

/**
 * Enrols a key once. A key that is enrolled already gives its device again; a removed key, or another customer's, gives
 * `known_key`. The failed statement undoes all of itself, so a ticket stays good.
 */
export async function enrolOnce<Outcome>(
  sql: Sql,
  { sub, key }: NewDevice,
  enrol: () => Promise<Outcome>,
): Promise<Outcome | Enrolled | { outcome: 'known_key' }> {
  try {
    return await enrol()
  } catch (error) {
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error
    const id = await findDeviceByKey(sql, sub, await thumbprintOf(key))
    return id ? { outcome: 'enrolled', id } : { outcome: 'known_key' }
  }
}

type TicketOutcome = Enrolled | { outcome: 'bad_ticket' | 'no_room' }

/**
 * Enrols another device by a ticket. Only a successful enrolment spends the ticket; it stays good while there is no
 * room. A ticket is bad where it is unknown, another customer's, spent, too old or from a removed device.
 */
export async function enrolByTicket(sql: Sql, ticket: string, { sub, name, key }: NewDevice): Promise<TicketOutcome> {
  const thumbprint = await thumbprintOf(key)
  return sql.begin(async (transaction): Promise<TicketOutcome> => {
    // The row lock keeps others from enrolling or removing a device of this customer before the statement below.
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
