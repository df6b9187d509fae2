import { z } from 'zod'
import type { Sql } from '../store/database'
import type { PushKeys } from './encrypt'

const base64url = (bytes: number) =>
  z.string().refine((text) => /^[\w-]+={0,2}$/.test(text) && Buffer.from(text, 'base64url').length === bytes)

/** What a browser says of its subscription (Push API section 8). The first byte of an uncompressed point is 4. */
export const PushSubscription = z.object({
  endpoint: z.string(),
  keys: z.strictObject({
    p256dh: base64url(65).refine((text) => Buffer.from(text, 'base64url')[0] === 4),
    auth: base64url(16),
  }),
})
export type PushSubscription = z.output<typeof PushSubscription>

/** A device that wants to be told that something waits. */
export interface Subscribed extends PushKeys {
  device: string
  endpoint: string
}

/** Keeps a device's subscription in place of its former one: each device has one at most. */
export async function subscribe(sql: Sql, device: string, { endpoint, keys }: PushSubscription): Promise<void> {
  await sql`
    INSERT INTO tenant.push_subscriptions (device_id, sub, endpoint, p256dh, auth)
    SELECT id, sub, ${endpoint}, ${keys.p256dh}, ${keys.auth} FROM tenant.devices WHERE id = ${device} AND removed_at IS NULL
    ON CONFLICT (device_id) DO UPDATE SET endpoint = excluded.endpoint, p256dh = excluded.p256dh, auth = excluded.auth`
}

/** Ends a device's subscription; with `endpoint`, only if it is still that one. */
export async function unsubscribe(sql: Sql, device: string, endpoint?: string): Promise<void> {
  await sql`
    DELETE FROM tenant.push_subscriptions
    WHERE device_id = ${device} AND (${endpoint ?? null}::text IS NULL OR endpoint = ${endpoint ?? null})`
}

/** The subscribed devices of a customer, without those that were removed. */
export async function listSubscribed(sql: Sql, sub: string): Promise<Subscribed[]> {
  return sql<Subscribed[]>`
    SELECT device_id AS device, endpoint, p256dh, auth FROM tenant.push_subscriptions AS subscription
    JOIN tenant.devices AS device ON device.id = device_id WHERE device.sub = ${sub} AND removed_at IS NULL`
}
