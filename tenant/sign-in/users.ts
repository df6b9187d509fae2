import type { Sql } from '../store/database'
import type { SeededUser, TenantUser } from '../tenant-config'
import { hashPassword, verifyPassword } from './password'

/** The demo's customers. Their subjects are fixed, because the bank's seed gives accounts to them. */
export const DEMO_USERS: TenantUser[] = [
  { sub: 'auth0|alice', name: 'Alice Example', email: 'alice@example.com' },
  { sub: 'auth0|bob', name: 'Bob Example', email: 'bob@example.com' },
]

/** Makes sure that each of `users` exists and can sign in. Writes nothing where both hold already. */
export async function seedUsers(sql: Sql, users: SeededUser[]): Promise<void> {
  await Promise.all(users.map((user) => seedUser(sql, user)))
}

/** The customer with this subject. */
export async function findUser(sql: Sql, sub: string): Promise<TenantUser | undefined> {
  if (sub.includes('\0')) return undefined
  const [user] = await sql<
    TenantUser[]
  >`SELECT sub, name, email FROM tenant.users WHERE sub = ${sub} AND NOT retired AND NOT blocked`
  return user
}

/** The customer with this email, with the hash to check a password against. */
export async function findUserByEmail(
  sql: Sql,
  email: string,
): Promise<(TenantUser & { passwordHash: string }) | undefined> {
  const [user] = await sql<(TenantUser & { passwordHash: string })[]>`
    SELECT sub, name, email, password_hash AS "passwordHash" FROM tenant.users
    WHERE email = ${email} AND NOT retired AND NOT blocked`
  return user
}

/**
 * Retires all customers but `users` and those made by the Management API, and frees their emails, because an edited
 * configuration may give an email to somebody else. The rows stay, because answers refer to them.
 */
export async function retireOthers(sql: Sql, users: TenantUser[]): Promise<void> {
  const staying = JSON.stringify(users.map(({ sub, email }) => ({ sub, email })))
  await sql`
    UPDATE tenant.users AS known SET email = md5(sub) || '@retired.invalid', retired = true
    WHERE NOT (managed AND NOT EXISTS (
        SELECT FROM json_to_recordset(${staying}::text::json) AS taken (sub text, email text)
        WHERE taken.sub = known.sub OR taken.email = known.email))
      AND NOT EXISTS (SELECT FROM json_to_recordset(${staying}::text::json) AS staying (sub text, email text)
                      WHERE staying.sub = known.sub AND staying.email = known.email)`
}

async function seedUser(sql: Sql, { password, ...user }: SeededUser): Promise<void> {
  const stored = await findUserByEmail(sql, user.email)
  if (stored?.sub === user.sub && (await verifyPassword(password, stored.passwordHash))) return
  const hash = await hashPassword(password)
  await sql`
    INSERT INTO tenant.users (sub, name, email, password_hash)
    VALUES (${user.sub}, ${user.name}, ${user.email}, ${hash})
    ON CONFLICT (sub) DO UPDATE
    SET name = excluded.name, email = excluded.email, password_hash = excluded.password_hash, retired = false,
        managed = false`
}
