import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type postgres from 'postgres'
import { type Database, openDatabase, withDeadline } from '@/lib/platform/database/client'
import { onceBack } from '@/lib/platform/database/once-back'

/** An arbitrary number, used here alone: two processes that start at once make the schema in turn. */
const SCHEMA_LOCK = 7_315_002
const LOCK_TIMEOUT_MS = 5_000

/** The life of an order, which both businesses share. */
export const ORDERS_SQL = new URL('orders.sql', import.meta.url)

/** A business's own schema in the bank's database, with its own role. */
export type Store = Database['sql']

/**
 * Opens the business's database and brings its schema to this version: the SQL files in order, in which SCHEMA stands
 * for its name. Every statement must be repeatable. A text that ran last runs no second time. Waits for a database that is away.
 */
export async function openStore(url: string, schema: string, files: URL[]): Promise<Store> {
  const { sql } = openDatabase(url)
  const ddl = files.map((file) => readFileSync(file, 'utf8').replaceAll('SCHEMA', schema)).join('\n')
  try {
    await onceBack(() => withDeadline(() => createSchema(sql, schema, ddl)))
  } catch (error) {
    await sql.end({ timeout: 1 })
    throw error
  }
  return sql
}

async function createSchema(sql: Store, schema: string, ddl: string): Promise<void> {
  const hash = createHash('sha256').update(ddl).digest('hex')
  if (await isNewest(sql, schema, hash)) return
  await sql.begin(async (tx) => {
    await tx`SELECT pg_advisory_xact_lock(${SCHEMA_LOCK})`
    if (await isNewest(tx, schema, hash)) return
    await tx`SELECT set_config('lock_timeout', ${`${LOCK_TIMEOUT_MS}ms`}, true)`
    // CREATE SCHEMA IF NOT EXISTS needs CREATE on the database even where the schema exists.
    const [found] = await tx`SELECT FROM pg_namespace WHERE nspname = ${schema}`
    if (!found) await tx.unsafe(`CREATE SCHEMA ${schema}`)
    await tx.unsafe(ddl)
    await tx.unsafe(`CREATE TABLE IF NOT EXISTS ${schema}.schema_version (hash text NOT NULL)`)
    await tx.unsafe(`DELETE FROM ${schema}.schema_version`)
    await tx.unsafe(`INSERT INTO ${schema}.schema_version (hash) VALUES ('${hash}')`)
  })
}

async function isNewest(sql: postgres.ISql<{ bigint: bigint }>, schema: string, hash: string): Promise<boolean> {
  const [table] = await sql`SELECT to_regclass(${`${schema}.schema_version`}) AS found`
  if (!table?.found) return false
  const [newest] = await sql.unsafe<{ hash: string }[]>(`SELECT hash FROM ${schema}.schema_version`)
  return newest?.hash === hash
}

/** Whether the database takes this business's writes. */
export function storeIsWell(sql: Store): Promise<boolean> {
  return withDeadline(sql`SELECT FROM pg_is_in_recovery() AS standby WHERE NOT standby`).then(
    (rows) => rows.length === 1,
    () => false,
  )
}
