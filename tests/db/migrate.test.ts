import postgres from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
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
  const waits = async () => (await sql`SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted`).length === 1
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
