import { createHash } from 'node:crypto'
import postgres from 'postgres'
import { rolePasswords } from '@/db/role-passwords'
import { asRole, grantRoles } from '@/db/roles'

/** Names that a role's name may end with as they are. */
const PLAIN = /^[a-z0-9_]{1,47}$/
const CLEANED_CHARACTERS_MAX = 38

/** What app and tenant sign in with at the database at `url`: a role each, whose name ends with `suffix`. */
export async function rolesApart(url: string, suffix: string): Promise<{ appUrl: string; tenantUrl: string }> {
  const passwords = await rolePasswords(url)
  const app = { name: `baink_app${suffix}`, password: passwords.app }
  const tenant = { name: `baink_tenant${suffix}`, password: passwords.tenant }
  await grantRoles(url, { app, tenant })
  return { appUrl: asRole(url, app), tenantUrl: asRole(url, tenant) }
}

/**
 * The database's own suffix: roles belong to the whole server, and several banks may be on one. A name that must be changed
 * to be part of a role's gets a mark of the exact one, or `a-b` and `a.b` would share their roles.
 */
export async function suffixOf(url: string): Promise<string> {
  const database = await nameOfDatabase(url)
  if (PLAIN.test(database)) return `_${database}`
  const cleaned = database.toLowerCase().replace(/[^a-z0-9]+/g, '_')
  const mark = createHash('sha256').update(database).digest('hex').slice(0, 8)
  return `_${cleaned.slice(0, CLEANED_CHARACTERS_MAX)}_${mark}`
}

/** Asked, not read from the address: one without a database means the one named after the user. */
async function nameOfDatabase(url: string): Promise<string> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const [{ name }] = await sql<[{ name: string }]>`SELECT current_database() AS name`
    return name
  } finally {
    await sql.end()
  }
}
