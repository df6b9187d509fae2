import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import postgres from 'postgres'

const APP_GRANTS = fileURLToPath(new URL('./app-role.sql', import.meta.url))
const TENANT_GRANTS = fileURLToPath(new URL('./tenant-role.sql', import.meta.url))
const NAME = /^[a-z_][a-z0-9_]{0,59}$/
/** Any number that only this uses. Of two starters that change one role at once, Postgres would turn one away. */
const ROLES_LOCK = 20_261_124

/** A database role with the password it signs in with. */
export interface Role {
  name: string
  password: string
}

/**
 * Gives the app and the tenant a role each, neither of which can do the other's work: the app cannot write money but
 * through the ledger's functions, nor read the tenant's keys; the tenant sees no account. Repeatable; all of it or nothing.
 */
export async function grantRoles(url: string, roles: { app: Role; tenant: Role }): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql.begin(async (tx) => {
      await tx`SELECT pg_advisory_xact_lock(${ROLES_LOCK})`
      for (const role of [roles.app, roles.tenant]) await signIn(tx, role)
      await tx.unsafe(readFileSync(APP_GRANTS, 'utf8').replaceAll('APP_ROLE', roles.app.name))
      await tx.unsafe(readFileSync(TENANT_GRANTS, 'utf8').replaceAll('TENANT_ROLE', roles.tenant.name))
      // Neither needs tables of its own making, and every function that runs as the owner is safer without them.
      await tx`DO $$ BEGIN EXECUTE format('REVOKE TEMPORARY ON DATABASE %I FROM PUBLIC', current_database()); END $$`
    })
  } finally {
    await sql.end()
  }
}

async function signIn(tx: postgres.TransactionSql, { name, password }: Role): Promise<void> {
  if (!NAME.test(name)) throw new Error(`not a role's name: ${name}`)
  const [found] = await tx`SELECT 1 FROM pg_roles WHERE rolname = ${name}`
  // Statements that define roles take no parameters; hex has nothing to escape.
  if (!/^[0-9a-f]+$/.test(password)) throw new Error('a role needs a password in hex')
  await tx.unsafe(`${found ? 'ALTER' : 'CREATE'} ROLE ${name} LOGIN PASSWORD '${password}'`)
}

/**
 * The same database, signed in as `role`.
 * @throws Error if the address has no one host: URL cannot read several, and takes no name where there is none.
 */
export function asRole(url: string, { name, password }: Role): string {
  const address = new URL(url)
  address.username = name
  address.password = password
  if (address.username !== name) throw new Error('the address names no host')
  return address.href
}
