import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type postgres from 'postgres'
import { parseAddress } from './address'
import { withConnection } from './connect'

const APP_GRANTS = fileURLToPath(new URL('./app-role.sql', import.meta.url))
const CLEARING_GRANTS = fileURLToPath(new URL('./clearing-role.sql', import.meta.url))
const SCHEMA_GRANTS = fileURLToPath(new URL('./schema-role.sql', import.meta.url))
const NAME = /^[a-z_][a-z0-9_]{0,61}$/
/** An arbitrary number used here alone: Postgres would fail one of two processes that change the same role at once. */
const ROLES_LOCK = 20_261_124

/** A database role with the password it signs in with. */
export interface Role {
  name: string
  password: string
  /** The name to sign in with, where it is another than the role's own (docs/decisions/065). */
  login?: string
}

/** The processes beside the app, each of which owns the schema of its name and sees no other. */
export const SCHEMA_OWNERS = ['tenant', 'shop', 'brokerage'] as const

export type SchemaOwner = (typeof SCHEMA_OWNERS)[number]

/**
 * Gives each process a role, none of which can do another's work. The app can write money only through the ledger's
 * functions, and cannot read the tenant's keys; tenant, shop and brokerage cannot read accounts. Repeatable, in one
 * transaction. Shop and brokerage may be left out.
 */
export async function grantRoles(
  url: string,
  { app, ...owners }: { app: Role; tenant: Role } & Partial<Record<SchemaOwner, Role>>,
): Promise<void> {
  await withConnection(url, (sql) =>
    sql.begin(async (tx) => {
      await tx`SELECT pg_advisory_xact_lock(${ROLES_LOCK})`
      await signIn(tx, app)
      await tx.unsafe(readFileSync(APP_GRANTS, 'utf8').replaceAll('APP_ROLE', app.name))
      for (const schema of SCHEMA_OWNERS) {
        const role = owners[schema]
        if (!role) continue
        await signIn(tx, role)
        const grants = readFileSync(SCHEMA_GRANTS, 'utf8')
        await tx.unsafe(grants.replaceAll('OWN_ROLE', role.name).replaceAll('OWN_SCHEMA', schema))
      }
      // No role needs temporary tables, and functions that run as the owner are safer without them.
      await tx`DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$`
    }),
  )
}

/** Gives the process that carries transfers between shards its role on this one, which no other process has. Repeatable. */
export async function grantClearing(url: string, role: Role): Promise<void> {
  await withConnection(url, (sql) =>
    sql.begin(async (tx) => {
      await tx`SELECT pg_advisory_xact_lock(${ROLES_LOCK})`
      await signIn(tx, role)
      await tx.unsafe(readFileSync(CLEARING_GRANTS, 'utf8').replaceAll('CLEARING_ROLE', role.name))
    }),
  )
}

/**
 * Lets the role sign in. A login of another name becomes the role itself as soon as it has signed in: its rights, and what it
 * makes, are the role's.
 */
async function signIn(tx: postgres.TransactionSql, { name, login = name, password }: Role): Promise<void> {
  for (const one of [name, login]) if (!NAME.test(one)) throw new Error(`not a role's name: ${one}`)
  // Statements that define roles take no parameters; hex needs no escaping.
  if (!/^[0-9a-f]+$/.test(password)) throw new Error('a role needs a password in hex')
  const found = await tx<{ rolname: string }[]>`SELECT rolname FROM pg_roles WHERE rolname IN ${tx([name, login])}`
  const isThere = (role: string) => found.some(({ rolname }) => rolname === role)
  if (!isThere(name) && login !== name) await tx.unsafe(`CREATE ROLE ${name} NOLOGIN`)
  await tx.unsafe(`${isThere(login) ? 'ALTER' : 'CREATE'} ROLE ${login} LOGIN PASSWORD '${password}'`)
  if (login !== name) await tx.unsafe(`GRANT ${name} TO ${login}; ALTER ROLE ${login} SET role = ${name}`)
}

/**
 * The address of the same database for `role`.
 * @throws Error if the address names no host, where a URL takes no user
 */
export function asRole(url: string, { name, login = name, password }: Role): string {
  const address = parseAddress(url)
  address.username = login
  address.password = password
  if (address.username !== login) throw new Error('the address names no host')
  return address.href
}
