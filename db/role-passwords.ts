import { randomBytes } from 'node:crypto'
import type postgres from 'postgres'
import { withConnection } from './connect'
import { SCHEMA_OWNERS, type SchemaOwner } from './roles'

/** An arbitrary number used here alone: two processes that find no passwords make them in turn. */
const PASSWORDS_LOCK = 20_261_123

/** The passwords of the roles of app, tenant, shop, brokerage and clearing, in hex. */
export interface RolePasswords extends Record<'app' | SchemaOwner | 'clearing', string> {
  /** Which of the two logins of each role they belong to. */
  second: boolean
  /** The other logins, with the passwords from before the last change, may still sign in. */
  formerOpen: boolean
}

/**
 * The passwords that whoever starts now signs in with. They are made once and kept in the database itself, readable only for its
 * owner, so that a bank started from any data folder finds the same ones (docs/decisions/015).
 */
export async function rolePasswords(url: string): Promise<RolePasswords> {
  return withConnection(url, (sql) => sql.begin(keptPasswords))
}

/**
 * Takes one step of a change of all passwords (docs/decisions/065). The first step gives whoever starts from now on new ones, for
 * the other login of each role; what runs goes on with the login that it has. The second step closes that one.
 * @param loginsOf the names of the logins, the second ones or the first ones
 * @param mayLack which of them a bank may be without
 * @returns whether this was the second step
 * @throws Error in one line if the roles are not there, or if a process still uses the logins that the second step closes
 */
export async function changePasswords(
  url: string,
  loginsOf: (second: boolean) => string[],
  mayLack: (login: string) => boolean,
): Promise<boolean> {
  return withConnection(url, (sql) =>
    sql.begin(async (tx) => {
      const { second, formerOpen } = await keptPasswords(tx)
      if (formerOpen) await closeLogins(tx, loginsOf(!second))
      else
        await requireLogins(
          tx,
          loginsOf(second).filter((login) => !mayLack(login)),
        )
      await tx`UPDATE owner_only.role_passwords SET former_open = ${!formerOpen}`
      if (!formerOpen)
        await tx`
          UPDATE owner_only.role_passwords
          SET second = NOT second, app = ${fresh()}, tenant = ${fresh()}, shop = ${fresh()}, brokerage = ${fresh()},
            clearing = ${fresh()}`
      return formerOpen
    }),
  )
}

const fresh = () => randomBytes(32).toString('hex')

async function keptPasswords(tx: postgres.TransactionSql): Promise<RolePasswords> {
  await tx`SELECT pg_advisory_xact_lock(${PASSWORDS_LOCK})`
  // A schema apart from those that app and tenant may read, and from those that db:reset drops under a running bank.
  await tx`CREATE SCHEMA IF NOT EXISTS owner_only`
  await tx`CREATE TABLE IF NOT EXISTS owner_only.role_passwords (app text NOT NULL, tenant text NOT NULL)`
  await tx`
    INSERT INTO owner_only.role_passwords (app, tenant) SELECT ${fresh()}, ${fresh()}
    WHERE NOT EXISTS (SELECT 1 FROM owner_only.role_passwords)`
  // A database that is older than shop, brokerage or clearing has no passwords for them.
  for (const later of [...SCHEMA_OWNERS, 'clearing']) {
    await tx.unsafe(`ALTER TABLE owner_only.role_passwords ADD COLUMN IF NOT EXISTS ${later} text`)
    await tx`UPDATE owner_only.role_passwords SET ${tx(later)} = ${fresh()} WHERE ${tx(later)} IS NULL`
  }
  for (const flag of ['second', 'former_open'])
    await tx.unsafe(
      `ALTER TABLE owner_only.role_passwords ADD COLUMN IF NOT EXISTS ${flag} boolean NOT NULL DEFAULT false`,
    )
  const [kept] = await tx<[RolePasswords]>`
    SELECT app, tenant, shop, brokerage, clearing, second, former_open AS "formerOpen" FROM owner_only.role_passwords`
  return kept
}

async function requireLogins(tx: postgres.TransactionSql, logins: string[]): Promise<void> {
  const found = await tx`SELECT FROM pg_roles WHERE rolname IN ${tx(logins)}`
  if (found.length === logins.length) return
  throw new Error('The processes have no roles of their own here: change the password of DATABASE_URL at the server.')
}

async function closeLogins(tx: postgres.TransactionSql, logins: string[]): Promise<void> {
  const found = await tx<{ rolname: string }[]>`SELECT rolname FROM pg_roles WHERE rolname IN ${tx(logins)}`
  for (const { rolname } of found) await tx.unsafe(`ALTER ROLE ${rolname} NOLOGIN PASSWORD NULL`)
  const still = await tx<{ usename: string }[]>`
    SELECT DISTINCT usename FROM pg_stat_activity WHERE usename IN ${tx(logins)} ORDER BY usename`
  if (still.length === 0) return
  const names = still.map(({ usename }) => usename).join(', ')
  throw new Error(`Processes still run with the former passwords (${names}): start each again first.`)
}
