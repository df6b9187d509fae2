import { randomBytes } from 'node:crypto'
import { withConnection } from './connect'
import { SCHEMA_OWNERS, type SchemaOwner } from './roles'

/** An arbitrary number used here alone: two processes that find no passwords make them in turn. */
const PASSWORDS_LOCK = 20_261_123

/**
 * The passwords of the roles of app, tenant, shop and brokerage, in hex. They are made once and kept in the database itself,
 * readable only for its owner, so that a bank started from any data folder finds the same ones (docs/decisions/015).
 */
export async function rolePasswords(url: string): Promise<Record<'app' | SchemaOwner, string>> {
  const fresh = () => randomBytes(32).toString('hex')
  return withConnection(url, (sql) =>
    sql.begin(async (tx) => {
      await tx`SELECT pg_advisory_xact_lock(${PASSWORDS_LOCK})`
      // A schema apart from those that app and tenant may read, and from those that db:reset drops under a running
      // bank.
      await tx`CREATE SCHEMA IF NOT EXISTS owner_only`
      await tx`CREATE TABLE IF NOT EXISTS owner_only.role_passwords (app text NOT NULL, tenant text NOT NULL)`
      await tx`
        INSERT INTO owner_only.role_passwords (app, tenant) SELECT ${fresh()}, ${fresh()}
        WHERE NOT EXISTS (SELECT 1 FROM owner_only.role_passwords)`
      // A database that is older than shop and brokerage has no passwords for them.
      for (const owner of SCHEMA_OWNERS) {
        await tx.unsafe(`ALTER TABLE owner_only.role_passwords ADD COLUMN IF NOT EXISTS ${owner} text`)
        await tx`
          UPDATE owner_only.role_passwords SET ${tx(owner)} = ${fresh()} WHERE ${tx(owner)} IS NULL`
      }
      const [kept] = await tx<[Record<'app' | SchemaOwner, string>]>`
        SELECT app, tenant, shop, brokerage FROM owner_only.role_passwords`
      return kept
    }),
  )
}
