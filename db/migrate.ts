import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'

const FOLDER = fileURLToPath(new URL('./migrations', import.meta.url))
/** Any number will do, as long as every starter of this bank uses the same. */
const MIGRATION_LOCK = 20_261_122

/** Brings the database at `url` to the newest schema. Two starters at once take turns. */
export async function migrateDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql`SELECT pg_advisory_lock(${MIGRATION_LOCK})`
    await migrate(drizzle(sql), { migrationsFolder: FOLDER })
  } finally {
    await sql.end()
  }
}

/**
 * For what reads the bank's tables without bringing them to the newest schema first.
 * @throws Error in one line if the database at `url` lacks a migration of this version.
 */
export async function requireMigrated(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    const newest = Math.max(...readMigrationFiles({ migrationsFolder: FOLDER }).map((file) => file.folderMillis))
    const [table] = await sql`SELECT to_regclass('drizzle.__drizzle_migrations') AS found`
    const [applied] = table?.found
      ? await sql`SELECT 1 FROM drizzle.__drizzle_migrations WHERE created_at >= ${newest}`
      : []
    if (!applied) throw new Error("The database lacks this version's schema: `npm run db:migrate` brings it there.")
  } finally {
    await sql.end()
  }
}

/**
 * Removes the schemas of the bank and the local tenant with all that is in them, whoever made it, so that the next
 * `migrateDatabase` starts from nothing.
 */
export async function dropSchema(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    await sql.unsafe('DROP SCHEMA IF EXISTS drizzle, tenant CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public')
  } finally {
    await sql.end()
  }
}
