import type { Sql } from '../store/database'

/** An enrolled browser, which may answer for its customer. */
export interface Device {
  id: string
  name: string
  createdAt: Date
  lastUsedAt: Date
}

/** A customer's devices, oldest first. */
export async function listDevices(sql: Sql, sub: string): Promise<Device[]> {
  return sql<Device[]>`
    SELECT id, name, created_at AS "createdAt", last_used_at AS "lastUsedAt"
    FROM tenant.devices WHERE sub = ${sub} AND removed_at IS NULL ORDER BY created_at, id`
}

/** The id of the customer's device that has the key with this thumbprint. */
export async function findDeviceByKey(sql: Sql, sub: string, thumbprint: string): Promise<string | undefined> {
  const [device] = await sql<{ id: string }[]>`
    SELECT id FROM tenant.devices WHERE sub = ${sub} AND thumbprint = ${thumbprint} AND removed_at IS NULL`
  return device?.id
}

/** Notes that a device was used just now. */
export async function touchDevice(sql: Sql, id: string): Promise<void> {
  await sql`UPDATE tenant.devices SET last_used_at = now() WHERE id = ${id}`
}

/**
 * Renames a device.
 * @returns whether there was such a device
 */
export async function renameDevice(sql: Sql, sub: string, id: string, name: string): Promise<boolean> {
  const renamed = await sql`
    UPDATE tenant.devices SET name = ${name} WHERE id = ${id} AND sub = ${sub} AND removed_at IS NULL RETURNING id`
  return renamed.length === 1
}

/**
 * Removes a device: it can answer nothing from this statement on, and its browser is signed out. Removing the last
 * device signs every browser out, so that enrolling a new first device needs the password.
 * @returns whether there was such a device
 */
export async function removeDevice(sql: Sql, sub: string, id: string): Promise<boolean> {
  const removed = await sql`
    WITH removed AS (
      UPDATE tenant.devices SET removed_at = now() WHERE id = ${id} AND sub = ${sub} AND removed_at IS NULL RETURNING sub
    ), left_over AS (
      UPDATE tenant.users SET device_count = device_count - 1 FROM removed
      WHERE users.sub = removed.sub RETURNING users.sub, device_count
    ), signed_out AS (
      DELETE FROM tenant.phone_sessions USING left_over
      WHERE phone_sessions.sub = left_over.sub AND (device_id = ${id} OR device_count = 0)
    )
    SELECT sub FROM left_over`
  return removed.length === 1
}
