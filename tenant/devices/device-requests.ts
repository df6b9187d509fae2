import { z } from 'zod'
import type { Sql } from '../store/database'
import { publicKey, thumbprintOf } from './device-key'
import { DEVICES_MAX, type NewDevice, UNIQUE_VIOLATION } from './enrol'

const LIFE_MINUTES = 5
/** More new browsers than one person has at a time; beyond that, somebody is hoping for a careless tap. */
const ASKED_MAX = 3
/**
 * How long a request counts that was not allowed. Neither a refusal nor silence makes room for the next request sooner.
 */
const COUNTED_FOR = '1 hour'

/** A browser that asks to become one of the customer's devices. */
export interface DeviceRequest {
  id: string
  name: string
  /** The tenant's reading of the browser's `User-Agent`; the browser does not choose it. */
  browser: string
  thumbprint: string
  createdAt: Date
  secondsLeft: number
}

/**
 * Records a request.
 * @returns its id, or undefined where this customer has three requests within the hour that were not allowed
 */
export async function openDeviceRequest(
  sql: Sql,
  { sub, name, key }: NewDevice,
  browser: string,
): Promise<string | undefined> {
  const thumbprint = await thumbprintOf(key)
  return sql.begin(async (transaction) => {
    // The count below must see every earlier row, so this lock makes the customer's requests take turns.
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

/** The requests that wait for an answer from one of this customer's devices, oldest first. */
export async function listDeviceRequests(sql: Sql, sub: string): Promise<DeviceRequest[]> {
  return sql<DeviceRequest[]>`
    SELECT id, name, browser, thumbprint, created_at AS "createdAt",
           extract(epoch FROM expires_at - now())::float8 AS "secondsLeft"
    FROM tenant.device_requests WHERE sub = ${sub} AND answer IS NULL AND expires_at > now()
    ORDER BY created_at, id`
}

export type DeviceRequestState = 'waiting' | 'allowed' | 'refused' | 'expired' | 'unknown'

/** The state of a request, for the browser that made it. */
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
  /** The key whose code the customer compared, as the signed answer names it. */
  thumbprint: string
}

/**
 * The result of an answer. `no_room`: the customer said yes, and there is no room for another device. `over`: the
 * answer came too late.
 */
export type DeviceRequestOutcome = DeviceRequestAnswer['answer'] | 'no_room' | 'over'

/**
 * Records a signed answer and, for a yes, enrols the browser, in one statement. The statement takes only the first
 * answer, in time, by a device that has not been removed; it enrols only while there is room, and only the key whose
 * thumbprint was signed.
 */
export async function answerDeviceRequest(sql: Sql, given: DeviceRequestAnswer): Promise<DeviceRequestOutcome> {
  try {
    return await answerAndEnrol(sql, given)
  } catch (error) {
    // A ticket has enrolled the browser's key in the meantime, so there is nothing left to allow.
    if ((error as { code?: unknown }).code !== UNIQUE_VIOLATION) throw error
    await sql`
      UPDATE tenant.device_requests SET answer = ${given.answer}, answered_by = ${given.answeredBy}, answer_jws = ${given.jws}
      WHERE id = ${given.id} AND sub = ${given.sub} AND answer IS NULL`
    return 'over'
  }
}

async function answerAndEnrol(sql: Sql, given: DeviceRequestAnswer): Promise<DeviceRequestOutcome> {
  const [asked] = await sql<{ publicJwk: unknown }[]>`
    SELECT public_jwk AS "publicJwk" FROM tenant.device_requests WHERE id = ${given.id} AND sub = ${given.sub}`
  const key = publicKey(asked?.publicJwk)
  if (!key || (await thumbprintOf(key)) !== given.thumbprint) return 'over'
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
      SELECT sub, name, ${JSON.stringify(key)}::text::json, thumbprint FROM answered JOIN room USING (sub)
      RETURNING id
    )
    SELECT EXISTS (SELECT FROM enrolled) AS enrolled FROM answered`
  if (!answered) return 'over'
  return given.answer === 'allowed' && !answered.enrolled ? 'no_room' : given.answer
}
