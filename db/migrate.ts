import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type postgres from 'postgres'
import { applyComments } from './comments'
import { withConnection } from './connect'
import { applyFunctions, outdatedFunctions } from './functions'

const FOLDER = fileURLToPath(new URL('./migrations', import.meta.url))
/** An arbitrary number that every process of this bank uses. */
const MIGRATION_LOCK = 20_261_122
const TURN_MS = 100
/**
 * A change of a table waits for the statements that use it, and whatever comes after waits behind the change: it gives up before
 * customers notice, and tries again.
 */
const LOCK_MS_MAX = 2_000
const LOCK_PAUSE_MS = 1_000
const ATTEMPTS_MAX = 30
const LOCK_NOT_AVAILABLE = '55P03'
/** A file that begins so makes or drops indexes without keeping writers out, which Postgres does in no transaction. */
const OUTSIDE = '-- outside a transaction'
const CONCURRENTLY = /^(CREATE (UNIQUE )?INDEX CONCURRENTLY|DROP INDEX CONCURRENTLY IF EXISTS) /i

type Migration = ReturnType<typeof readMigrationFiles>[number]

/**
 * Brings the database at `url` to the newest schema: missing migrations, then changed functions and comments. All of it is one
 * transaction, but for files that begin with `-- outside a transaction`. Two processes at the same time take turns.
 * @throws Error in one line if the database was made before the first release, whose migrations are gone, or if other work holds
 * a table for half a minute
 */
export async function migrateDatabase(url: string, folder = FOLDER): Promise<void> {
  await withConnection(url, async (sql) => {
    // Whoever waits for a lock inside a statement would keep an index from being finished, which waits for all statements.
    while (!(await sql`SELECT pg_try_advisory_lock(${MIGRATION_LOCK}) AS mine`)[0]?.mine) await sleep(TURN_MS)
    const together: Migration[] = []
    for (const migration of await missingMigrations(sql, folder)) {
      if (!isOutside(migration)) {
        together.push(migration)
        continue
      }
      await patiently(sql, (tx) => applyMigrations(tx, together))
      together.length = 0
      await applyOutside(sql, migration)
    }
    await patiently(sql, async (tx) => {
      await applyMigrations(tx, together)
      await applyFunctions(tx)
      await applyComments(tx)
    })
  })
}

/** Begins the work anew while another transaction holds a table that it changes. */
async function patiently(sql: postgres.Sql, work: (tx: postgres.TransactionSql) => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await sql.begin(async (tx) => {
        await tx.unsafe(`SET LOCAL lock_timeout = ${LOCK_MS_MAX}`)
        await work(tx)
      })
      return
    } catch (error) {
      if ((error as { code?: string }).code !== LOCK_NOT_AVAILABLE) throw error
      if (attempt === ATTEMPTS_MAX)
        throw new Error(
          'The schema cannot be changed: other work holds a table. See pg_stat_activity, and start again.',
        )
      await sleep(LOCK_PAUSE_MS)
    }
  }
}

const isOutside = ({ sql }: Migration) => sql[0]?.trimStart().startsWith(OUTSIDE) ?? false

/** The files that this database has not got yet. The table is that of drizzle's own migrator. */
async function missingMigrations(sql: postgres.Sql, folder: string): Promise<Migration[]> {
  await sql`CREATE SCHEMA IF NOT EXISTS drizzle`
  await sql`
    CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)`
  const applied = await sql<{ hash: string }[]>`SELECT hash FROM drizzle.__drizzle_migrations ORDER BY created_at`
  const files = readMigrationFiles({ migrationsFolder: folder })
  if (applied.some(({ hash }, position) => hash !== files[position]?.hash))
    throw new Error(
      "This database's tables are not this version's. `npm run db:reset` removes them, and all that is in them.",
    )
  return files.slice(applied.length)
}

/** Applies migrations as drizzle's migrator does, which would begin a transaction of its own. */
async function applyMigrations(tx: postgres.TransactionSql, migrations: Migration[]): Promise<void> {
  for (const migration of migrations) {
    for (const statement of migration.sql) await tx.unsafe(statement)
    await note(tx, migration)
  }
}

/**
 * Applies a file statement by statement. One that breaks off is applied again from its beginning, so it first drops the invalid index
 * that a broken attempt leaves.
 * @throws Error that names a statement which makes or drops no index concurrently
 */
async function applyOutside(sql: postgres.Sql, migration: Migration): Promise<void> {
  for (const statement of migration.sql) {
    const bare = statement.replace(/^(\s*--.*\n)+/, '').trim()
    if (!CONCURRENTLY.test(bare)) throw new Error(`Outside a transaction only indexes are made or dropped: ${bare}`)
    await sql.unsafe(bare)
  }
  await note(sql, migration)
}

async function note(sql: postgres.ISql, { hash, folderMillis }: Migration): Promise<void> {
  await sql`INSERT INTO drizzle.__drizzle_migrations (hash, created_at) VALUES (${hash}, ${folderMillis})`
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
