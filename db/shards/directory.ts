import { readFileSync } from 'node:fs'
import type postgres from 'postgres'
import type { Shard } from './carry'

/** A moment before which every account of a shard is listed already, or the beginning. */
type Since = Date | null

/** An arbitrary number used here alone: Postgres would fail one of two processes that make the same function at once. */
const DIRECTORY_LOCK = 20_261_129

/** Makes the directory's tables and functions, as the database's owner. Repeatable. */
export async function prepareDirectory(directory: postgres.Sql): Promise<void> {
  await directory.begin(async (tx) => {
    await tx`SELECT pg_advisory_xact_lock(${DIRECTORY_LOCK})`
    await tx.unsafe(readFileSync(new URL('directory.sql', import.meta.url), 'utf8'))
  })
}

/**
 * Lists the accounts of a shard that were opened since, with what a payer must know of them. An account's entry is never changed.
 * @returns the numbers that another account has taken before: they are reached by nobody from elsewhere
 */
export async function listAccountsOf({ name, sql }: Shard, directory: postgres.Sql, since: Since): Promise<string[]> {
  const rows = await sql<
    { listed: unknown }[]
  >`SELECT listed FROM accounts_to_list(p_since => ${since?.toISOString() ?? null})`
  if (rows.length === 0) return []
  const taken = await directory<{ number: string }[]>`
    WITH given AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows.map(({ listed }) => listed))}::text::jsonb)
        AS g(number text, account uuid, customer uuid, holder text, name text, currency text)
    ), listed AS (
      INSERT INTO listed_accounts (number, shard, account_id, customer_id, holder, name, currency)
        SELECT number, ${name}, account, customer, holder, name, currency FROM given ON CONFLICT DO NOTHING
    )
    SELECT g.number FROM given g JOIN listed_accounts l ON l.number = g.number WHERE l.account_id <> g.account`
  return taken.map(({ number }) => number)
}

/**
 * Lists the customers of a shard who came since; from the beginning, the shard counts as complete afterwards.
 * @returns the subjects that another shard has listed before: whoever signs in as one of them is led there
 */
export async function listCustomersOf({ name, sql }: Shard, directory: postgres.Sql, since: Since): Promise<string[]> {
  const rows = await sql<{ subject: string }[]>`
    SELECT subject FROM customers_to_list(p_since => ${since?.toISOString() ?? null})`
  const elsewhere = await directory<{ subject: string }[]>`
    WITH given AS (
      SELECT jsonb_array_elements_text(${JSON.stringify(rows.map(({ subject }) => subject))}::text::jsonb) AS subject
    ), listed AS (
      INSERT INTO listed_customers (subject, shard) SELECT subject, ${name} FROM given ON CONFLICT DO NOTHING
    )
    SELECT subject FROM given JOIN listed_customers l USING (subject) WHERE l.shard <> ${name}`
  if (!since) await directory`UPDATE listed_shards SET complete = true WHERE shard = ${name}`
  return elsewhere.map(({ subject }) => subject)
}

/** Says which shards there are, and where their apps are reached, by their names. Repeatable. */
export async function listShards(
  names: string[],
  apps: Record<string, string>,
  directory: postgres.Sql,
): Promise<void> {
  for (const name of names)
    await directory`
      INSERT INTO listed_shards (shard, address) VALUES (${name}, ${apps[name] ?? null})
      ON CONFLICT (shard) DO UPDATE SET address = EXCLUDED.address`
}
