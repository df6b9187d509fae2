import { randomBytes } from 'node:crypto'
import postgres from 'postgres'

/** Any number that only this uses: two starters that find no passwords make them one after the other. */
const PASSWORDS_LOCK = 20_261_123

/**
 * The passwords of the app's and the tenant's role, made once and kept in the database itself, where its owner alone can
 * read: whoever starts a bank on it, from whatever data folder, finds the same ones (docs/decisions/015). In hex.
 */
export async function rolePasswords(url: string): Promise<{ app: string; tenant: string }> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  const fresh = () => randomBytes(32).toString('hex')
  try {
    return await sql.begin(async (tx) => {
      await tx`SELECT pg_advisory_xact_lock(${PASSWORDS_LOCK})`
      // Apart from the schemas in which app and tenant may read, and from those that db:reset drops under a running bank.
      await tx`CREATE SCHEMA IF NOT EXISTS owner_only`
      await tx`CREATE TABLE IF NOT EXISTS owner_only.role_passwords (app text NOT NULL, tenant text NOT NULL)`
      await tx`
        INSERT INTO owner_only.role_passwords (app, tenant) SELECT ${fresh()}, ${fresh()}
        WHERE NOT EXISTS (SELECT 1 FROM owner_only.role_passwords)`
      const [kept] = await tx<[{ app: string; tenant: string }]>`SELECT app, tenant FROM owner_only.role_passwords`
      return kept
    })
  } finally {
    await sql.end()
  }
}
