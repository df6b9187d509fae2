import type { Sql } from '../store/database'
import type { TenantUser } from '../tenant-config'
import { hashPassword, verifyPassword } from './password'

/** The demo's customers. Their subjects are fixed: the bank's seed hangs accounts on them. */
export const DEMO_USERS: TenantUser[] = [
  { sub: 'auth0|alice', name: 'Alice Example', email: 'alice@example.com' },
  { sub: 'auth0|bob', name: 'Bob Example', email: 'bob@example.com' },
]

/** Makes sure that each of `users` exists and can sign in with `password`; writes nothing where both hold already. */
export async function seedUsers(sql: Sql, users: TenantUser[], password: string): Promise<void> {
  await Promise.all(users.map((user) => seedUser(sql, user, password)))
}

/** The customer with this subject. */
export async function findUser(sql: Sql, sub: string): Promise<TenantUser | undefined> {
  if (sub.includes('\0')) return undefined
  const [user] = await sql<TenantUser[]>`SELECT sub, name, email FROM tenant.users WHERE sub = ${sub}`
  return user
}

/** The customer with this address, with the hash to check a password against. */
export async function findUserByEmail(
  sql: Sql,
  email: string,
): Promise<(TenantUser & { passwordHash: string }) | undefined> {
  const [user] = await sql<(TenantUser & { passwordHash: string })[]>`
    SELECT sub, name, email, password_hash AS "passwordHash" FROM tenant.users WHERE email = ${email}`
  return user
}

async function seedUser(sql: Sql, user: TenantUser, password: string): Promise<void> {
  const stored = await findUserByEmail(sql, user.email)
  if (stored?.sub === user.sub && (await verifyPassword(password, stored.passwordHash))) return
  const hash = await hashPassword(password)
  await sql`
    INSERT INTO tenant.users (sub, name, email, password_hash)
    VALUES (${user.sub}, ${user.name}, ${user.email}, ${hash})
    ON CONFLICT (sub) DO UPDATE
    SET name = excluded.name, email = excluded.email, password_hash = excluded.password_hash`
}
