import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { readMigrationFiles } from 'drizzle-orm/migrator'
import type postgres from 'postgres'
import { applyComments } from './comments'
import { withConnection } from './connect'
import { applyFunctions, functionFiles, outdatedFunctions } from './functions'
import { noteSchema, schemaId, schemasSoFar } from './schema-history'

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

/** Where a version keeps its schema, and whether an operator wants it back. */
export interface MigrateOptions {
  migrations?: string
  functions?: string
  /** Puts this version's functions in the place of a newer one's, where no migration lies between the two. */
  back?: boolean
}

/**
 * Brings the database at `url` to this version's schema: missing migrations, then changed functions and comments. All of it is one
 * transaction, but for files that begin with `-- outside a transaction`. Two processes at the same time take turns. A database that the
 * next version has migrated already is left as it is, since this version can serve on it (docs/decisions/086).
 * @returns whose schema the database then has
 * @throws Error in one line if the database has a schema that this version does not know how to serve on, or if other work holds
 * a table for half a minute
 */
export async function migrateDatabase(url: string, options: MigrateOptions = {}): Promise<'own' | 'newer'> {
  const { migrations = FOLDER, functions, back = false } = options
  return withConnection(url, async (sql) => {
    // Whoever waits for a lock inside a statement would keep an index from being finished, which waits for all statements.
    while (!(await sql`SELECT pg_try_advisory_lock(${MIGRATION_LOCK}) AS mine`)[0]?.mine) await sleep(TURN_MS)
    const { files, applied } = await readMigrations(sql, migrations)
    const own = schemaOf(files, functions)
    if ((await standing(sql, own, { files, applied, back })) === 'newer') return 'newer'
    const together: Migration[] = []
    for (const migration of files.slice(applied.length)) {
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
      await applyFunctions(tx, functions)
      await applyComments(tx)
      await noteSchema(tx, own)
    })
    return 'own'
  })
}

const schemaOf = (files: Migration[], functions?: string) =>
  schemaId([...files, ...functionFiles(functions)].map(({ hash }) => hash))

interface Found {
  files: Migration[]
  /** Hashes. */
  applied: string[]
  back: boolean
}

/** Whose schema the database is to have. @throws Error if this version can neither change it nor serve on it */
async function standing(sql: postgres.Sql, own: string, { files, applied, back }: Found): Promise<'own' | 'newer'> {
  const isPrefix = files.slice(0, applied.length).every(({ hash }, position) => hash === applied[position])
  const isBehind = isPrefix && applied.length > files.length
  // The next version's, or what of it a broken attempt has left.
  const versionsOn = (await schemasSoFar(sql)).indexOf(own)
  if (isBehind && (versionsOn === 0 || versionsOn === 1)) return 'newer'
  if (!isPrefix || isBehind)
    throw new Error(
      "This database's tables are not this version's. `npm run db:reset` removes them, and all that is in them.",
    )
  if (versionsOn <= 0 || back) return 'own'
  if (versionsOn === 1) return 'newer'
  throw new Error(
    'This database has had two later versions. Start the newest, or the one before it; `npm run db:migrate -- --back` puts this version’s functions back.',
  )
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

/** This version's files, and the hashes of those that the database has. The table is that of drizzle's own migrator. */
async function readMigrations(sql: postgres.Sql, folder: string): Promise<{ files: Migration[]; applied: string[] }> {
  await sql`CREATE SCHEMA IF NOT EXISTS drizzle`
  await sql`
    CREATE TABLE IF NOT EXISTS drizzle.__drizzle_migrations (id serial PRIMARY KEY, hash text NOT NULL, created_at bigint)`
  const applied = await sql<{ hash: string }[]>`SELECT hash FROM drizzle.__drizzle_migrations ORDER BY created_at`
  return { files: readMigrationFiles({ migrationsFolder: folder }), applied: applied.map(({ hash }) => hash) }
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
    const files = readMigrationFiles({ migrationsFolder: FOLDER })
    const newest = Math.max(...files.map((file) => file.folderMillis))
    const [table] = await sql`SELECT to_regclass('drizzle.__drizzle_migrations') AS found`
    const [applied] = table?.found
      ? await sql`SELECT 1 FROM drizzle.__drizzle_migrations WHERE created_at >= ${newest}`
      : []
    if (applied && (await outdatedFunctions(sql)).length === 0) return
    if ((await schemasSoFar(sql)).indexOf(schemaOf(files)) > 0)
      throw new Error('The database has the schema of a later version: run the command of that one.')
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
