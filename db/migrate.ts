import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type postgres from 'postgres'
import { applyComments } from './comments'
import { withConnection } from './connect'
import { applyFunctions, outdatedFunctions } from './functions'

const FOLDER = fileURLToPath(new URL('./migrations', import.meta.url))
/** An arbitrary number that every process of this bank uses. */
const MIGRATION_LOCK = 20_261_122

/**
 * Brings the database at `url` to the newest schema: missing migrations, then changed functions and comments, in one
 * transaction. Two processes at the same time take turns.
 * @throws Error in one line if the database was made before the first release, whose migrations are gone
 */
export async function migrateDatabase(url: string): Promise<void> {
  await withConnection(url, (sql) =>
    sql.begin(async (tx) => {
      await tx`SELECT pg_advisory_xact_lock(${MIGRATION_LOCK})`
      await applyMigrations(tx)
      await applyFunctions(tx)
      await applyComments(tx)
    }),
  )
}

/**
 * Applies migrations as drizzle's migrator does, with the same table. That migrator would begin a transaction of its
 * own.
 */
async function applyMigrations(tx: postgres.TransactionSql): Promise<void> {
  await tx`CREATE SCHEMA IF NOT EXISTS drizzle`
  await tx`
    CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)`
  const applied = await tx<{ hash: string }[]>`SELECT hash FROM drizzle.__drizzle_migrations ORDER BY created_at`
  const files = readMigrationFiles({ migrationsFolder: FOLDER })
  if (applied.some(({ hash }, position) => hash !== files[position]?.hash))
    throw new Error(
      "This database's tables are not this version's. `npm run db:reset` removes them, and all that is in them.",
    )
  for (const { sql: statements, hash, folderMillis } of files.slice(applied.length)) {
    for (const statement of statements) await tx.unsafe(statement)
    await tx`INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES (${hash}, ${folderMillis})`
  }
}

/**
 * For a command that reads the bank's tables without migrating them.
 * @throws Error in one line if the database at `url` lacks a migration or a function of this version
 */
export async function requireMigrated(url: string): Promise<void> {
  await withConnection(url, async (sql) => {
    const newest = Math.max(...readMigrationFiles({ migrationsFolder: FOLDER }).map((file) => file.folderMillis))
    const [table] = await sql`SELECT to_regclass('drizzle.__drizzle_migrations') AS found`
    const [applied] = table?.found
      ? await sql`SELECT 1 FROM drizzle.__drizzle_migrations WHERE created_at >= ${newest}`
      : []
    if (!applied || (await outdatedFunctions(sql)).length > 0)
      throw new Error("The database lacks this version's schema: `npm run db:migrate` brings it there.")
  })
}

/**
 * Drops the schemas of bank, local tenant, shop and brokerage with everything in them, whoever made it, so that the next
 * `migrateDatabase` starts from nothing.
 */
export async function dropSchema(url: string): Promise<void> {
  await withConnection(url, (sql) =>
    sql.unsafe(
      'DROP SCHEMA IF EXISTS drizzle, tenant, shop, brokerage CASCADE; DROP SCHEMA public CASCADE; CREATE SCHEMA public',
    ),
  )
}
