import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { dropSchema, migrateDatabase } from '@/db/migrate'
import journal from '@/db/migrations/meta/_journal.json' with { type: 'json' }
import { seed } from '@/db/seed'
import { createTestDatabase, type TestDatabase } from '../support/bank/database'

let fresh: TestDatabase
let sql: postgres.Sql
beforeEach(async () => {
  fresh = await createTestDatabase()
  sql = postgres(fresh.url, { max: 1, onnotice: () => {} })
})
afterEach(async () => {
  await sql.end()
  await fresh.drop()
})

const applied = async () => (await sql`SELECT hash FROM drizzle.__drizzle_migrations`).map(({ hash }) => hash)

test('starters at once take turns: each migration is applied once', async () => {
  await Promise.all(Array.from({ length: 5 }, () => migrateDatabase(fresh.url)))
  const hashes = await applied()
  expect(new Set(hashes).size).toBe(hashes.length)
  expect(hashes).toHaveLength(journal.entries.length)
})

test('a starter waits while another one migrates', async () => {
  await sql`SELECT pg_advisory_lock(20261122)`
  const waiting = migrateDatabase(fresh.url)
  const waits = async () =>
    (
      await sql`SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND query LIKE '%pg_try_advisory_lock%' AND pid <> pg_backend_pid()`
    ).length === 1
  await expect.poll(waits, { timeout: 10_000 }).toBe(true)
  await expect(applied()).rejects.toMatchObject({ code: '42P01' })
  await sql`SELECT pg_advisory_unlock(20261122)`
  await waiting
  expect(await applied()).toHaveLength(journal.entries.length)
})

test('a migrated database is left as it is', async () => {
  await migrateDatabase(fresh.url)
  await seed(fresh.url)
  const count = () => sql`SELECT (SELECT count(*) FROM accounts)::int AS accounts`
  const before = [await applied(), ...(await count())]
  await migrateDatabase(fresh.url)
  expect([await applied(), ...(await count())]).toEqual(before)
})

test('after dropSchema the next migration starts from nothing', async () => {
  await migrateDatabase(fresh.url)
  await seed(fresh.url)
  await dropSchema(fresh.url)
  const tables =
    await sql`SELECT 1 FROM information_schema.tables WHERE table_schema IN ('public', 'drizzle', 'tenant')`
  expect(tables).toHaveLength(0)
  await migrateDatabase(fresh.url)
  await seed(fresh.url)
  expect([...(await sql`SELECT count(*)::int AS customers FROM customers`)]).toEqual([{ customers: 4 }])
})

describe('while customers use the tables', () => {
  const SHOES = 'ALTER TABLE customers ADD COLUMN shoe_size int;'
  const dir = mkdtempSync(join(tmpdir(), 'baink-migrations-'))
  afterAll(() => rmSync(dir, { recursive: true, force: true }))

  /** The bank's own migrations with one more. */
  function folderWith(text: string): string {
    const folder = mkdtempSync(join(dir, 'with-'))
    cpSync('db/migrations', folder, { recursive: true })
    const last = journal.entries.at(-1)
    const entry = { ...last, idx: journal.entries.length, when: (last?.when ?? 0) + 1, tag: '9999_next' }
    writeFileSync(
      join(folder, 'meta/_journal.json'),
      JSON.stringify({ ...journal, entries: [...journal.entries, entry] }),
    )
    writeFileSync(join(folder, '9999_next.sql'), text)
    return folder
  }
  const columns = () => sql`
    SELECT 1 FROM information_schema.columns WHERE table_name = 'customers' AND column_name = 'shoe_size'`

  test('a change gives way to whoever holds the table, so that nobody waits behind it, and is made later', async () => {
    await migrateDatabase(fresh.url)
    const customer = postgres(fresh.url, { max: 1, onnotice: () => {} })
    const release = await held(customer)
    const migrating = migrateDatabase(fresh.url, { migrations: folderWith(SHOES) })
    const waiting = async () =>
      (await sql`SELECT 1 FROM pg_locks WHERE relation = 'customers'::regclass AND NOT granted`).length
    await expect.poll(waiting, { timeout: 20_000, interval: 20 }).toBe(1)
    await expect.poll(waiting, { timeout: 20_000, interval: 20 }).toBe(0)
    // The first transaction still holds it: the change has stepped aside.
    expect(await columns()).toHaveLength(0)
    expect(await sql`SELECT count(*) FROM customers`).toHaveLength(1)
    await release()
    await migrating
    expect(await columns()).toHaveLength(1)
    await customer.end()
  })

  test('an index is made beside writers, and anew after a broken attempt', async () => {
    await migrateDatabase(fresh.url)
    await seed(fresh.url)
    const text = `-- outside a transaction
DROP INDEX CONCURRENTLY IF EXISTS transfers_memo;--> statement-breakpoint
CREATE INDEX CONCURRENTLY transfers_memo ON transfers (memo);`
    const customer = postgres(fresh.url, { max: 1, onnotice: () => {} })
    const release = await held(customer)
    const migrating = migrateDatabase(fresh.url, { migrations: folderWith(text) })
    const begun = async () =>
      (await sql`SELECT 1 FROM pg_stat_activity WHERE query LIKE 'CREATE INDEX CONCURRENTLY%'`).length
    await expect.poll(begun, { timeout: 20_000, interval: 20 }).toBe(1)
    await sql`UPDATE accounts SET name = name`
    await release()
    await migrating
    expect(await sql`SELECT 1 FROM pg_index WHERE indexrelid = 'transfers_memo'::regclass AND indisvalid`).toHaveLength(
      1,
    )
    await customer.end()
  })

  test('outside a transaction nothing else is changed', async () => {
    await migrateDatabase(fresh.url)
    const text = '-- outside a transaction\nALTER TABLE customers ADD COLUMN shoe_size int;'
    await expect(migrateDatabase(fresh.url, { migrations: folderWith(text) })).rejects.toThrow(/only indexes/)
    expect(await columns()).toHaveLength(0)
  })
})

/** Lets a transaction read the customers and stay open. @returns what ends it */
async function held(customer: postgres.Sql): Promise<() => Promise<void>> {
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  let isHeld = () => {}
  const holding = new Promise<void>((resolve) => {
    isHeld = resolve
  })
  const done = customer.begin(async (tx) => {
    await tx`SELECT count(*) FROM customers`
    isHeld()
    await released
  })
  await holding
  return async () => {
    release()
    await done
  }
}
