import { createHash } from 'node:crypto'
import type postgres from 'postgres'

/** Names what a version brings a database to, from the hashes of all that it applies. */
export function schemaId(hashes: string[]): string {
  return createHash('sha256').update(hashes.join('\n')).digest('hex')
}

/** The schemas that this database was brought to, newest first. Empty before the first version that writes them down. */
export async function schemasSoFar(sql: postgres.ISql): Promise<string[]> {
  const [table] = await sql`SELECT to_regclass('drizzle.schemas') AS found`
  if (!table?.found) return []
  return (await sql<{ id: string }[]>`SELECT id FROM drizzle.schemas ORDER BY number DESC`).map(({ id }) => id)
}

/** Writes down that the database was brought to this schema. The order is that of first times: going back changes nothing of it. */
export async function noteSchema(tx: postgres.TransactionSql, id: string): Promise<void> {
  await tx`
    CREATE TABLE IF NOT EXISTS drizzle.schemas (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, id text NOT NULL UNIQUE)`
  await tx`INSERT INTO drizzle.schemas (id) VALUES (${id}) ON CONFLICT DO NOTHING`
}
