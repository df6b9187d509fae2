import type { KoaContextWithOIDC } from 'oidc-provider'
import { z } from 'zod'
import { addressOf } from '../http/address'
import type { Sql } from '../store/database'
import type { TenantUser } from '../tenant-config'
import { countSignIn, forgetAttempts } from './attempts'
import type { KnownBrowsers } from './known-browser'
import { hashPassword, verifyPassword } from './password'
import { findUserByEmail } from './users'

export type Authentication =
  | { outcome: 'welcome'; user: TenantUser }
  | { outcome: 'refused' }
  | { outcome: 'slow_down'; retryAfterSeconds: number }

const Credentials = z.object({ email: z.email().max(254), password: z.string().min(1).max(1024) })

let decoy: Promise<string> | undefined

/**
 * Checks an email and a password, and remembers the browser where both are right. An unknown email costs as much time,
 * and as many attempts, as a known one.
 */
export async function authenticate(
  { sql, browsers }: { sql: Sql; browsers: KnownBrowsers },
  ctx: KoaContextWithOIDC,
  form: URLSearchParams,
): Promise<Authentication> {
  const email = form.get('email')?.trim().toLowerCase()
  const credentials = Credentials.safeParse({ email, password: form.get('password') })
  if (!credentials.success) return { outcome: 'refused' }

  const key = credentials.data.email
  const caller = { address: addressOf(ctx), browser: browsers.idOf(ctx, key) }
  const retryAfterSeconds = await countSignIn(sql, key, caller)
  if (retryAfterSeconds > 0) return { outcome: 'slow_down', retryAfterSeconds }

  const found = await findUserByEmail(sql, key)
  decoy ??= hashPassword('nobody has this password')
  const matches = await verifyPassword(credentials.data.password, found?.passwordHash ?? (await decoy))
  if (!found || !matches) return { outcome: 'refused' }

  await forgetAttempts(sql, key, caller)
  return { outcome: 'welcome', user: { sub: found.sub, name: found.name, email: found.email } }
}
