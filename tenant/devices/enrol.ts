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

/**
 * Enrols a customer's first device.
 * @returns its id, or undefined where the customer has one by now: of two at once the statement lets one through
 */
export async function enrolFirst(sql: Sql, { sub, name, key }: NewDevice): Promise<string | undefined> {
  const [device] = await sql<{ id: string }[]>`
    WITH room AS (
      UPDATE tenant.users SET device_count = device_count + 1 WHERE sub = ${sub} AND device_count = 0 RETURNING sub
    )
    INSERT INTO tenant.devices (sub, name, public_jwk, thumbprint)
    SELECT sub, ${name}, ${JSON.stringify(key)}::text::json, ${await thumbprintOf(key)} FROM room
    RETURNING id`
  return device?.id
}

/**
 * Enrols another device by a ticket, which is spent by that.
 * @returns its id, or undefined where the ticket is unknown, somebody else's, spent, too old or from a removed device
 */
export async function enrolByTicket(
  sql: Sql,
  ticket: string,
  { sub, name, key }: NewDevice,
): Promise<string | undefined> {
  const [device] = await sql<{ id: string }[]>`
    WITH ticket AS (
      UPDATE tenant.device_tickets SET used_at = now()
      WHERE token_hash = ${hashOfTicket(ticket)} AND sub = ${sub} AND used_at IS NULL AND expires_at > now()
        AND EXISTS (SELECT FROM tenant.devices WHERE id = created_by AND removed_at IS NULL)
      RETURNING sub
    ), room AS (
      UPDATE tenant.users SET device_count = device_count + 1 FROM ticket
      WHERE users.sub = ticket.sub AND device_count < ${DEVICES_MAX} RETURNING users.sub
    )
    INSERT INTO tenant.devices (sub, name, public_jwk, thumbprint)
    SELECT sub, ${name}, ${JSON.stringify(key)}::text::json, ${await thumbprintOf(key)} FROM room
    RETURNING id`
  return device?.id
}
