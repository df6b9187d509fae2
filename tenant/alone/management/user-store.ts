import { hashPassword } from '../../sign-in/password'
import type { Sql } from '../../store/database'
import { changed, type Profile, profileIn } from './profile'
import { NO_SUCH_USER, Refusal } from './refusal'
import type { NewUser, UserChanges } from './user-body'
import type { UserSearch } from './user-search'

/** For a tenant to try things with; what is held here is looked through whole by some searches. */
const USERS_MAX = 10_000
const UNIQUE_VIOLATION = '23505'

/** A user as the tenant keeps one. */
export interface StoredUser {
  sub: string
  email: string
  name: string
  blocked: boolean
  profile: Profile
  createdAt: Date
  updatedAt: Date
}

/** Who is there: whoever the configuration no longer has stays in the table for what hangs on them. */
const THERE = (sql: Sql) => sql`
  SELECT sub, email, name, blocked, profile, created_at AS "createdAt", updated_at AS "updatedAt"
  FROM tenant.users WHERE NOT retired`

/** @throws Refusal 404 */
export async function requireUser(sql: Sql, sub: string): Promise<StoredUser> {
  const [user] = sub.includes('\0') ? [] : await sql<StoredUser[]>`${THERE(sql)} AND sub = ${sub}`
  if (!user) throw NO_SUCH_USER
  return user
}

export async function usersByEmail(sql: Sql, email: string): Promise<StoredUser[]> {
  return sql<StoredUser[]>`${THERE(sql)} AND email = ${email.toLowerCase()}`
}

/** One page of those whom a search finds, and how many there are in all. */
export async function searchUsers(sql: Sql, search: UserSearch): Promise<{ users: StoredUser[]; total: number }> {
  const { email, name, userId, sort, start, limit } = search
  const found = sql`
    AND (${email}::text IS NULL OR email ILIKE ${email}) AND (${name}::text IS NULL OR name ILIKE ${name})
    AND (${userId}::text IS NULL OR sub LIKE ${userId})`
  const order = sort.descending ? sql`DESC` : sql`ASC`
  const users = await sql<StoredUser[]>`
    ${THERE(sql)} ${found} ORDER BY ${sql(sort.column)} ${order}, sub LIMIT ${limit} OFFSET ${start}`
  const [counted] = await sql<{ total: number }[]>`
    SELECT count(*)::int AS total FROM tenant.users WHERE NOT retired ${found}`
  return { users, total: counted?.total ?? 0 }
}

/** @throws Refusal 409 where the id or the address is somebody's, 403 where the tenant is full */
export async function createUser(sql: Sql, user: NewUser): Promise<StoredUser> {
  const { email, password, name = email, blocked = false, user_id: id = crypto.randomUUID().replaceAll('-', '') } = user
  const sub = `auth0|${id}`
  const [counted] = await sql<{ full: boolean }[]>`SELECT count(*) >= ${USERS_MAX} AS full FROM tenant.users`
  if (counted?.full) throw new Refusal(403, `This tenant holds ${USERS_MAX} users at most.`, 'limit_reached')
  // A user whom the file no longer has leaves the id, and nothing else, to a new one.
  const [retired] = await sql`SELECT FROM tenant.users WHERE sub = ${sub} AND retired`
  if (retired) await deleteUser(sql, sub)
  const hash = await hashPassword(password)
  const profile = JSON.stringify(changed({}, profileIn(user)))
  const made = await onTaken(
    () => sql`
      INSERT INTO tenant.users (sub, name, email, password_hash, blocked, profile, managed)
      VALUES (${sub}, ${name}, ${email}, ${hash}, ${blocked}, ${profile}::text::json, true)
      ON CONFLICT (sub) DO NOTHING RETURNING sub`,
    ALREADY_THERE,
  )
  if (made.length === 0) throw ALREADY_THERE
  return requireUser(sql, sub)
}

const ALREADY_THERE = new Refusal(409, 'The user already exists.', 'auth0_idp_error')
const EMAIL_TAKEN = new Refusal(400, 'The specified new email already exists', 'auth0_idp_error')

/** Who is blocked, or gets another password, is signed out of every phone. @throws Refusal 404, 400 */
export async function changeUser(sql: Sql, sub: string, changes: UserChanges): Promise<StoredUser> {
  const { email = null, name = null, blocked = null, password } = changes
  const hash = password === undefined ? null : await hashPassword(password)
  const change = () =>
    sql.begin(async (transaction) => {
      // Metadata are merged with what is there: nobody else changes it in between.
      const [known] = await transaction<{ profile: Profile }[]>`
        SELECT profile FROM tenant.users WHERE sub = ${sub} AND NOT retired FOR NO KEY UPDATE`
      if (!known) throw NO_SUCH_USER
      const profile = JSON.stringify(changed(known.profile, profileIn(changes)))
      await transaction`
        UPDATE tenant.users SET email = coalesce(${email}, email), name = coalesce(${name}, name),
          blocked = coalesce(${blocked}, blocked), password_hash = coalesce(${hash}, password_hash),
          profile = ${profile}::text::json, updated_at = now()
        WHERE sub = ${sub}`
      if (blocked || hash) await transaction`DELETE FROM tenant.phone_sessions WHERE sub = ${sub}`
    })
  if (sub.includes('\0')) throw NO_SUCH_USER
  await onTaken(change, EMAIL_TAKEN)
  return requireUser(sql, sub)
}

/** What belongs to a user, each before what it refers to. */
const OWNED = [
  'approvals',
  'agent_grants',
  'phone_sessions',
  'device_challenges',
  'device_requests',
  'device_tickets',
  'recovery_codes',
  'push_subscriptions',
  'passkeys',
  'devices',
]

/** Takes a user away with all that hangs on them; who is not there is gone already. */
export async function deleteUser(sql: Sql, sub: string): Promise<void> {
  if (sub.includes('\0')) return
  // Of the provider's records the text is looked through: their JSON may hold \u0000, which Postgres does not look into.
  const owner = `"accountId":${JSON.stringify(sub)}`
  await sql.begin(async (transaction) => {
    await transaction`SELECT FROM tenant.users WHERE sub = ${sub} FOR UPDATE`
    for (const table of OWNED) await transaction`DELETE FROM ${transaction(`tenant.${table}`)} WHERE sub = ${sub}`
    await transaction`DELETE FROM tenant.records WHERE strpos(payload::text, ${owner}) > 0`
    await transaction`DELETE FROM tenant.users WHERE sub = ${sub}`
  })
}

async function onTaken<Result>(write: () => Promise<Result>, refusal: Refusal): Promise<Result> {
  try {
    return await write()
  } catch (error) {
    throw (error as { code?: unknown }).code === UNIQUE_VIOLATION ? refusal : error
  }
}
