import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { readAddress } from './address'
import { isOutage } from './outage'
import { withWholeAnswers } from './whole-answers'

export type Sql = postgres.Sql

/**
 * An arbitrary number, used by the tenant's own start alone: two tenants that start at once create the schema in turn.
 */
const SCHEMA_LOCK = 7_315_001

/**
 * Opens the tenant's pool. postgres.js reconnects by itself, so a restart of the server fails only the requests in
 * flight.
 */
export function connect(databaseUrl: string): Sql {
  const { url, options } = readAddress(databaseUrl)
  return withWholeAnswers(
    postgres(url, {
      ...options,
      max: 10,
      connect_timeout: 5,
      // The driver's own query for array types is off: when its connection breaks, nothing handles its rejection.
      fetch_types: false,
      onnotice: () => {},
      connection: { application_name: 'baink-tenant', statement_timeout: 10_000 },
    }),
  )
}

/** When database and tenant were both killed, the database may come back a little later than the tenant. */
const PATIENCE_MS = 30_000
const PAUSE_MS = 500
const LOCK_TIMEOUT_MS = 1_000

/**
 * Brings the schema `tenant` to this version's schema.sql and comments.sql. A text that ran here last runs no second time and takes no
 * lock, so a tenant can start beside a busy one. Several at once take turns. Waits half a minute for a database that is
 * away, or for tables in use that must change.
 */
export async function createSchema(sql: Sql): Promise<void> {
  const [schema, comments] = await Promise.all([
    readFile(new URL('schema.sql', import.meta.url), 'utf8'),
    readFile(new URL('comments.sql', import.meta.url), 'utf8'),
  ])
  const ddl = schema + comments
  return patiently(() => create(sql, ddl))
}

/** Does what may be done twice, again and again for half a minute while the database is away. */
export async function patiently<Result>(work: () => Promise<Result>): Promise<Result> {
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (!isOutage(error) || performance.now() > deadline) throw error
      await sleep(PAUSE_MS)
    }
  }
}

async function create(sql: Sql, ddl: string): Promise<void> {
  const hash = createHash('sha256').update(ddl).digest('hex')
  if (await isNewest(sql, hash)) return
  await sql.begin(async (transaction) => {
    await transaction`SELECT pg_advisory_xact_lock(${SCHEMA_LOCK})`
    if (await isNewest(transaction, hash)) return
    // A statement that waits for a whole table makes all later ones wait too, so it gives up soon and is tried again.
    await transaction`SELECT set_config('lock_timeout', ${`${LOCK_TIMEOUT_MS}ms`}, true)`
    await transaction.unsafe(ddl)
    await transaction`INSERT INTO tenant.schema_versions (hash) VALUES (${hash})`
  })
}

/** Whether the text with this hash was the last to run here. */
async function isNewest(sql: postgres.ISql, hash: string): Promise<boolean> {
  const [table] = await sql`SELECT to_regclass('tenant.schema_versions') AS found`
  if (!table?.found) return false
  const [newest] = await sql<{ hash: string }[]>`SELECT hash FROM tenant.schema_versions ORDER BY version DESC LIMIT 1`
  return newest?.hash === hash
}
