import { z } from 'zod'
import type { Sql } from '../store/database'
import { thumbprintOf } from './device-key'
import { DEVICES_MAX, type NewDevice } from './enrol'

const LIFE_MINUTES = 5
/** More than a person has new browsers at one time; beyond it somebody hopes for a tired tap. */
const ASKED_MAX = 3
/** For so long each one counts that was not allowed: neither a no nor looking away makes room for the next try. */
const COUNTED_FOR = '1 hour'

/** A browser that asks an enrolled device to be let in. */
export interface DeviceRequest {
  id: string
  name: string
  /** What the tenant made of its `User-Agent`, whatever it calls itself. */
  browser: string
  thumbprint: string
  createdAt: Date
  secondsLeft: number
}

/** @returns the request's id, or undefined where three of this customer's within the hour were not allowed */
export async function openDeviceRequest(
  sql: Sql,
  { sub, name, key }: NewDevice,
  browser: string,
): Promise<string | undefined> {
  const thumbprint = await thumbprintOf(key)
  return sql.begin(async (transaction) => {
    // The count below must see what others have just written, so they go one by one.
    await transaction`SELECT FROM tenant.users WHERE sub = ${sub} FOR UPDATE`
    const [request] = await transaction<{ id: string }[]>`
      INSERT INTO tenant.device_requests (sub, name, browser, public_jwk, thumbprint, expires_at)
      SELECT ${sub}, ${name}, ${browser}, ${JSON.stringify(key)}::text::json, ${thumbprint},
             now() + make_interval(mins => ${LIFE_MINUTES})
      WHERE (SELECT count(*) FROM tenant.device_requests
             WHERE sub = ${sub} AND answer IS DISTINCT FROM 'allowed'
               AND created_at > now() - ${COUNTED_FOR}::interval) < ${ASKED_MAX}
      RETURNING id`
    return request?.id
  })
}

/** What waits for an enrolled device of this customer, oldest first. */
export async function listDeviceRequests(sql: Sql, sub: string): Promise<DeviceRequest[]> {
  return sql<DeviceRequest[]>`
    SELECT id, name, browser, thumbprint, created_at AS "createdAt",
           extract(epoch FROM expires_at - now())::float8 AS "secondsLeft"
    FROM tenant.device_requests WHERE sub = ${sub} AND answer IS NULL AND expires_at > now()
    ORDER BY created_at, id`
}

export type DeviceRequestState = 'waiting' | 'allowed' | 'refused' | 'expired' | 'unknown'

/** How a request stands, for the browser that asks. */
export async function stateOfDeviceRequest(sql: Sql, sub: string, id: string): Promise<DeviceRequestState> {
  if (!z.uuid().safeParse(id).success) return 'unknown'
  const [row] = await sql<{ answered: boolean; enrolled: boolean; open: boolean }[]>`
    SELECT answer IS NOT NULL AS answered, device.id IS NOT NULL AS enrolled, expires_at > now() AS open
    FROM tenant.device_requests AS request LEFT JOIN tenant.devices AS device USING (sub, thumbprint)
    WHERE request.id = ${id} AND sub = ${sub}`
  if (!row) return 'unknown'
  if (row.answered) return row.enrolled ? 'allowed' : 'refused'
  return row.open ? 'waiting' : 'expired'
}

export interface DeviceRequestAnswer {
  sub: string
  id: string
  answer: 'allowed' | 'refused'
  answeredBy: string
  jws: string
  /** The key that the answer names: the one whose code was compared. */
  thumbprint: string
}

/** What an answer has led to; `no_room` is a yes to a browser that could not be enrolled, `over` an answer too late. */
export type DeviceRequestOutcome = DeviceRequestAnswer['answer'] | 'no_room' | 'over'

/**
 * Writes a signed answer down and enrols the browser where it is a yes, in one statement: the first answer only, in
 * time, by a device that has not been removed, and only while there is room for one more.
 */
export async function answerDeviceRequest(sql: Sql, given: DeviceRequestAnswer): Promise<DeviceRequestOutcome> {
  const [answered] = await sql<{ enrolled: boolean }[]>`
    WITH answered AS (
      UPDATE tenant.device_requests SET answer = ${given.answer}, answered_by = ${given.answeredBy}, answer_jws = ${given.jws}
      WHERE id = ${given.id} AND sub = ${given.sub} AND thumbprint = ${given.thumbprint}
        AND answer IS NULL AND expires_at > now()
        AND EXISTS (SELECT FROM tenant.devices WHERE id = ${given.answeredBy} AND removed_at IS NULL)
      RETURNING *
    ), room AS (
      UPDATE tenant.users SET device_count = device_count + 1 FROM answered
      WHERE users.sub = answered.sub AND answered.answer = 'allowed' AND device_count BETWEEN 1 AND ${DEVICES_MAX - 1}
      RETURNING users.sub
    ), enrolled AS (
      INSERT INTO tenant.devices (sub, name, public_jwk, thumbprint)
      SELECT sub, name, public_jwk, thumbprint FROM answered JOIN room USING (sub)
      RETURNING id
    )
    SELECT EXISTS (SELECT FROM enrolled) AS enrolled FROM answered`
  if (!answered) return 'over'
  return given.answer === 'allowed' && !answered.enrolled ? 'no_room' : given.answer
}
