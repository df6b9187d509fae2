import { readFile } from 'node:fs/promises'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'

export type Sql = postgres.Sql

/** Any number that only the tenant's own start takes: two tenants starting at once create the schema one by one. */
const SCHEMA_LOCK = 7_315_001

/** Opens the tenant's pool. postgres.js reconnects by itself, so a restart of the server costs only the requests in flight. */
export function connect(databaseUrl: string): Sql {
  return postgres(databaseUrl, {
    max: 10,
    connect_timeout: 5,
    // The driver's own question for array types is nobody's: where it breaks, its rejection is not handled.
    fetch_types: false,
    // Of several hosts, the one that accepts writes.
    ...(databaseUrl.includes(',') && { target_session_attrs: 'primary' as const }),
    onnotice: () => {},
    connection: { application_name: 'baink-tenant', statement_timeout: 10_000 },
  })
}

/** Where both were killed, the database may come back a little later than the tenant does. */
const AWAY = /^(ECONN(REFUSED|RESET)|EPIPE|CONNECT_TIMEOUT|CONNECTION_CLOSED|57P0[1-3])$/
const PATIENCE_MS = 30_000
const PAUSE_MS = 500

/**
 * Creates what is missing in the schema `tenant`. Safe to run at every start and by several processes at once. Waits half
 * a minute for a database that is away.
 */
export async function createSchema(sql: Sql): Promise<void> {
  const ddl = await readFile(new URL('schema.sql', import.meta.url), 'utf8')
  const deadline = performance.now() + PATIENCE_MS
  for (;;) {
    try {
      return await create(sql, ddl)
    } catch (error) {
      const { code } = error as { code?: unknown }
      if (!AWAY.test(String(code)) || performance.now() > deadline) throw error
      await sleep(PAUSE_MS)
    }
  }
}

async function create(sql: Sql, ddl: string): Promise<void> {
  await sql.begin(async (transaction) => {
    await transaction`SELECT pg_advisory_xact_lock(${SCHEMA_LOCK})`
    await transaction.unsafe(ddl)
  })
}
