import { createHash } from 'node:crypto'
import { withConnection } from '@/db/connect'
import { rolePasswords } from '@/db/role-passwords'
import { asRole, grantRoles, type Role } from '@/db/roles'

/** A role's name has at most 60 characters, so the brokerage's is short. */
const ROLE_PREFIXES = { app: 'baink_app', tenant: 'baink_tenant', shop: 'baink_shop', brokerage: 'baink_broker' }

/** The addresses that the processes sign in with. */
export interface RoleAddresses {
  appUrl: string
  tenantUrl: string
  shopUrl: string
  brokerageUrl: string
}

/** Database names that can end a role's name unchanged. */
const PLAIN = /^[a-z0-9_]{1,47}$/
const CLEANED_CHARACTERS_MAX = 38

/** The addresses of app, tenant, shop and brokerage for the database at `url`: a role for each, whose name ends with `suffix`. */
export async function rolesApart(url: string, suffix: string): Promise<RoleAddresses> {
  const passwords = await rolePasswords(url)
  const role = (kind: keyof typeof passwords): Role => ({
    name: `${ROLE_PREFIXES[kind]}${suffix}`,
    password: passwords[kind],
  })
  const [app, tenant, shop, brokerage] = [role('app'), role('tenant'), role('shop'), role('brokerage')]
  await grantRoles(url, { app, tenant, shop, brokerage })
  return {
    appUrl: asRole(url, app),
    tenantUrl: asRole(url, tenant),
    shopUrl: asRole(url, shop),
    brokerageUrl: asRole(url, brokerage),
  }
}

/**
 * The suffix for this database's roles: roles belong to the whole server, which may hold several banks. A database name
 * that must be changed to fit also gets a hash of the exact name, or `a-b` and `a.b` would share their roles.
 */
export async function suffixOf(url: string): Promise<string> {
  const database = await nameOfDatabase(url)
  if (PLAIN.test(database)) return `_${database}`
  const cleaned = database.toLowerCase().replace(/[^a-z0-9]+/g, '_')
  const mark = createHash('sha256').update(database).digest('hex').slice(0, 8)
  return `_${cleaned.slice(0, CLEANED_CHARACTERS_MAX)}_${mark}`
}

/** The server is asked, because an address without a database means the one named after the user. */
async function nameOfDatabase(url: string): Promise<string> {
  return withConnection(url, async (sql) => {
    const [{ name }] = await sql<[{ name: string }]>`SELECT current_database() AS name`
    return name
  })
}
