import { createHash, randomBytes } from 'node:crypto'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Sql } from '../store/database'
import type { TenantUser } from '../tenant-config'

const COOKIE = 'tenant_phone'
const LIFE_SECONDS = 12 * 3600
const PATH = '/phone'

/** A customer who has signed in here with their password. */
export interface PhoneUser extends TenantUser {
  /** Hash of the session's token. */
  session: string
  /** The enrolled device that this browser has proven to be in this session, by a signature; null until then. */
  deviceId: string | null
  /** How many devices the customer has enrolled. */
  devices: number
}

/** A customer whose browser is an enrolled device. */
export type DeviceUser = PhoneUser & { deviceId: string }

/** Who has signed in on this phone. Apart from the browser's sign-in at /authorize: that one approves nothing. */
export async function phoneUser(sql: Sql, ctx: KoaContextWithOIDC): Promise<PhoneUser | undefined> {
  const token = ctx.cookies.get(COOKIE)
  if (!token) return undefined
  const [user] = await sql<PhoneUser[]>`
    SELECT users.sub, users.name, users.email, users.device_count AS devices, device.id AS "deviceId",
           session.token_hash AS session
    FROM tenant.phone_sessions AS session JOIN tenant.users AS users USING (sub)
    LEFT JOIN tenant.devices AS device ON device.id = session.device_id AND device.removed_at IS NULL
    WHERE session.token_hash = ${hashOf(token)} AND session.expires_at > now()`
  return user
}

/** Whether somebody has signed in here, on a device that is enrolled. */
export function isOnDevice(user: PhoneUser | undefined): user is DeviceUser {
  return typeof user?.deviceId === 'string'
}

/** Notes which device this session's browser has proven to be. */
export async function bindPhoneSession(sql: Sql, ctx: KoaContextWithOIDC, deviceId: string): Promise<void> {
  await sql`
    UPDATE tenant.phone_sessions SET device_id = ${deviceId}
    WHERE token_hash = ${hashOf(ctx.cookies.get(COOKIE) ?? '')}`
}

/** Signs a customer in on this phone, always under a fresh token. The database knows its hash only. */
export async function startPhoneSession(sql: Sql, ctx: KoaContextWithOIDC, user: TenantUser): Promise<void> {
  await endPhoneSession(sql, ctx)
  const token = randomBytes(32).toString('base64url')
  await sql`
    INSERT INTO tenant.phone_sessions (token_hash, sub, expires_at)
    VALUES (${hashOf(token)}, ${user.sub}, now() + make_interval(secs => ${LIFE_SECONDS}))`
  setCookie(ctx, token, LIFE_SECONDS * 1000)
}

/** Signs this phone out, in the database too. */
export async function endPhoneSession(sql: Sql, ctx: KoaContextWithOIDC): Promise<void> {
  const token = ctx.cookies.get(COOKIE)
  if (!token) return
  await sql`DELETE FROM tenant.phone_sessions WHERE token_hash = ${hashOf(token)}`
  setCookie(ctx, '', 0)
}

function setCookie(ctx: KoaContextWithOIDC, value: string, maxAge: number): void {
  ctx.cookies.set(COOKIE, value, {
    httpOnly: true,
    sameSite: 'strict',
    path: PATH,
    maxAge,
    signed: false,
    overwrite: true,
  })
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
