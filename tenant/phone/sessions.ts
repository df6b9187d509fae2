import { createHash, randomBytes } from 'node:crypto'
import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Told } from '../http/answers'
import { cookieName } from '../http/cookie-name'
import type { Sql } from '../store/database'
import type { TenantUser } from '../tenant-config'

const LIFE_SECONDS = 12 * 3600
const PATH = '/phone'

/** The answer to send with 401. */
export const SIGNED_OUT: Told = { code: 'signed_out', message: ({ told }) => told.signedOut }

/** The answer to send with 403 to a browser that is signed in and is not one of its customer's devices. */
export const UNKNOWN_DEVICE: Told = { code: 'unknown_device', message: ({ told }) => told.unknownDevice }

/** A customer who has signed in on the phone page with their password. */
export interface PhoneUser extends TenantUser {
  /** Hash of the session's token. */
  session: string
  /** The enrolled device that this browser has proven to be, by a signature in this session; null until then. */
  deviceId: string | null
  /** How many devices the customer has enrolled. */
  devices: number
  /** When a recovery code last replaced all devices; null if none did within the last month. */
  recoveredAt: Date | null
}

/** A customer whose browser is an enrolled device. */
export type DeviceUser = PhoneUser & { deviceId: string }

/** Whether somebody is signed in here, on an enrolled device. */
export function isOnDevice(user: PhoneUser | undefined): user is DeviceUser {
  return typeof user?.deviceId === 'string'
}

/** The sessions of the phone page. They are kept apart from the sign-in at /authorize, which can approve nothing. */
export class PhoneSessions {
  private readonly cookie: string

  constructor(
    private readonly sql: Sql,
    issuer: string,
  ) {
    this.cookie = cookieName(issuer, 'phone')
  }

  /** The customer who is signed in on this phone. */
  async userOf(ctx: KoaContextWithOIDC): Promise<PhoneUser | undefined> {
    const token = ctx.cookies.get(this.cookie)
    if (!token) return undefined
    const [user] = await this.sql<PhoneUser[]>`
      SELECT users.sub, users.name, users.email, users.device_count AS devices, device.id AS "deviceId",
             session.token_hash AS session,
             CASE WHEN users.recovered_at > now() - interval '30 days' THEN users.recovered_at END AS "recoveredAt"
      FROM tenant.phone_sessions AS session JOIN tenant.users AS users USING (sub)
      LEFT JOIN tenant.devices AS device ON device.id = session.device_id AND device.removed_at IS NULL
      WHERE session.token_hash = ${hashOf(token)} AND session.expires_at > now()`
    return user
  }

  /** Notes the device that this session's browser has proven to be. */
  async bind({ session }: PhoneUser, deviceId: string): Promise<void> {
    await this.sql`UPDATE tenant.phone_sessions SET device_id = ${deviceId} WHERE token_hash = ${session}`
  }

  /** Signs a customer in on this phone, always under a new token. The database stores only the token's hash. */
  async start(ctx: KoaContextWithOIDC, user: TenantUser): Promise<void> {
    await this.end(ctx)
    const token = randomBytes(32).toString('base64url')
    await this.sql`
      INSERT INTO tenant.phone_sessions (token_hash, sub, expires_at)
      VALUES (${hashOf(token)}, ${user.sub}, now() + make_interval(secs => ${LIFE_SECONDS}))`
    this.setCookie(ctx, token, LIFE_SECONDS * 1000)
  }

  /** Signs this phone out, in the database too. */
  async end(ctx: KoaContextWithOIDC): Promise<void> {
    const token = ctx.cookies.get(this.cookie)
    if (!token) return
    await this.sql`DELETE FROM tenant.phone_sessions WHERE token_hash = ${hashOf(token)}`
    this.setCookie(ctx, '', 0)
  }

  private setCookie(ctx: KoaContextWithOIDC, value: string, maxAge: number): void {
    ctx.cookies.set(this.cookie, value, {
      httpOnly: true,
      sameSite: 'strict',
      path: PATH,
      maxAge,
      signed: false,
      overwrite: true,
    })
  }
}

function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
