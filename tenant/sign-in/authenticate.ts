import { z } from 'zod'
import type { Sql } from '../store/database'
import type { TenantUser } from '../tenant-config'
import { clearAttempts, countSignIn } from './attempts'
import { hashPassword, verifyPassword } from './password'
import { findUserByEmail } from './users'

export type Authentication =
  | { outcome: 'welcome'; user: TenantUser }
  | { outcome: 'refused' }
  | { outcome: 'slow_down'; retryAfterSeconds: number }

const Credentials = z.object({ email: z.email().max(254), password: z.string().min(1).max(1024) })

let decoy: Promise<string> | undefined

/** Checks an email and a password. Unknown addresses cost as much time and as many attempts as known ones. */
export async function authenticate(sql: Sql, form: URLSearchParams, address: string): Promise<Authentication> {
  const email = form.get('email')?.trim().toLowerCase()
  const credentials = Credentials.safeParse({ email, password: form.get('password') })
  if (!credentials.success) return { outcome: 'refused' }

  const key = credentials.data.email
  const retryAfterSeconds = await countSignIn(sql, key, address)
  if (retryAfterSeconds > 0) return { outcome: 'slow_down', retryAfterSeconds }

  const found = await findUserByEmail(sql, key)
  decoy ??= hashPassword('nobody has this password')
  const matches = await verifyPassword(credentials.data.password, found?.passwordHash ?? (await decoy))
  if (!found || !matches) return { outcome: 'refused' }

  await clearAttempts(sql, key)
  return { outcome: 'welcome', user: { sub: found.sub, name: found.name, email: found.email } }
}
