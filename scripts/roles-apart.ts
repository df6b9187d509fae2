import { createHash } from 'node:crypto'
import { withConnection } from '@/db/connect'
import { changePasswords, rolePasswords } from '@/db/role-passwords'
import { asRole, grantClearing, grantRoles, type Role } from '@/db/roles'

/** A role's name has at most 60 characters, and two more for its second login, so the brokerage's is short. */
const ROLE_PREFIXES = {
  app: 'baink_app',
  tenant: 'baink_tenant',
  shop: 'baink_shop',
  brokerage: 'baink_broker',
  clearing: 'baink_clear',
}

type Kind = keyof typeof ROLE_PREFIXES

/** Ends the name of each role's second login (docs/decisions/065). */
const SECOND = '_b'

/** The addresses that the processes sign in with. */
export interface RoleAddresses {
  appUrl: string
  tenantUrl: string
  shopUrl: string
  brokerageUrl: string
}

/**
 * Takes one step of a change of these roles' passwords.
 * @returns whether the former ones are closed now; if not, whoever starts from now on uses new ones
 * @throws Error in one line if the roles are not there, or are still used with the passwords to be closed
 */
export function changeRolePasswords(url: string, suffix: string): Promise<boolean> {
  const names = Object.values(ROLE_PREFIXES).map((prefix) => `${prefix}${suffix}`)
  return changePasswords(
    url,
    (second) => names.map((name) => (second ? `${name}${SECOND}` : name)),
    (login) => login.startsWith(`${ROLE_PREFIXES.clearing}${suffix}`),
  )
}

/** Database names that can end a role's name unchanged. */
const PLAIN = /^[a-z0-9_]{1,47}$/
const CLEANED_CHARACTERS_MAX = 38

/** The addresses of app, tenant, shop and brokerage for the database at `url`: a role for each, whose name ends with `suffix`. */
export async function rolesApart(url: string, suffix: string): Promise<RoleAddresses> {
  const role = await rolesOf(url, suffix)
  const [app, tenant, shop, brokerage] = [role('app'), role('tenant'), role('shop'), role('brokerage')]
  await grantRoles(url, { app, tenant, shop, brokerage })
  return {
    appUrl: asRole(url, app),
    tenantUrl: asRole(url, tenant),
    shopUrl: asRole(url, shop),
    brokerageUrl: asRole(url, brokerage),
  }
}

/** The address of the shard at `url` for the process that carries transfers, as a role of its own. */
export async function clearingApart(url: string): Promise<string> {
  const clearing = (await rolesOf(url, await suffixOf(url)))('clearing')
  await grantClearing(url, clearing)
  return asRole(url, clearing)
}

async function rolesOf(url: string, suffix: string): Promise<(kind: Kind) => Role> {
  const { second, ...passwords } = await rolePasswords(url)
  return (kind) => {
    const name = `${ROLE_PREFIXES[kind]}${suffix}`
    return { name, password: passwords[kind], login: second ? `${name}${SECOND}` : name }
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
