import { readFile } from 'node:fs/promises'
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

/** Creates what is missing in the schema `tenant`. Safe to run at every start and by several processes at once. */
export async function createSchema(sql: Sql): Promise<void> {
  const ddl = await readFile(new URL('schema.sql', import.meta.url), 'utf8')
  await sql.begin(async (transaction) => {
    await transaction`SELECT pg_advisory_xact_lock(${SCHEMA_LOCK})`
    await transaction.unsafe(ddl)
  })
}
