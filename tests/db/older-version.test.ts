import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { type MigrateOptions, migrateDatabase, requireMigrated } from '@/db/migrate'
import journal from '@/db/migrations/meta/_journal.json' with { type: 'json' }
import { createTestDatabase, type TestDatabase } from '../support/bank/database'
import { runScript } from '../support/run-script'

// A version that starts on a database which a later one has migrated (docs/decisions/086).

const dir = mkdtempSync(join(tmpdir(), 'baink-older-'))
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
afterAll(() => rmSync(dir, { recursive: true, force: true }))

/** A version of the bank, made from the present one by these further migrations and functions. */
function version(migrations: string[], functions: Record<string, string>): MigrateOptions {
  const made = { migrations: mkdtempSync(join(dir, 'migrations-')), functions: mkdtempSync(join(dir, 'functions-')) }
  cpSync('db/migrations', made.migrations, { recursive: true })
  cpSync('db/functions', made.functions, { recursive: true })
  const { length } = journal.entries
  const more = migrations.map((text, n) => {
    const tag = `9${n}_next`
    writeFileSync(join(made.migrations, `${tag}.sql`), text)
    const when = (journal.entries.at(-1)?.when ?? 0) + n + 1
    return { ...journal.entries[0], idx: length + n, when, tag }
  })
  const entries = [...journal.entries, ...more]
  writeFileSync(join(made.migrations, 'meta/_journal.json'), JSON.stringify({ ...journal, entries }))
  for (const [name, text] of Object.entries(functions)) writeFileSync(join(made.functions, `${name}.sql`), text)
  return made
}

const answering = (answer: number) => ({
  the_answer: `CREATE OR REPLACE FUNCTION the_answer() RETURNS int LANGUAGE sql AS 'SELECT ${answer}';`,
})
const answer = async () => (await sql`SELECT the_answer() AS answer`)[0]?.answer
const SHOES = 'ALTER TABLE customers ADD COLUMN shoe_size int;'

const N = version([], answering(1))
const NEXT = version([SHOES], answering(2))
const AFTER = version([SHOES], answering(3))

test('the version before leaves the schema of the next one as it is, however often either starts', async () => {
  expect(await migrateDatabase(fresh.url, N)).toBe('own')
  expect(await migrateDatabase(fresh.url, NEXT)).toBe('own')
  for (let times = 0; times < 2; times++) {
    expect(await migrateDatabase(fresh.url, N)).toBe('newer')
    expect(await answer()).toBe(2)
    expect(await migrateDatabase(fresh.url, NEXT)).toBe('own')
  }
  expect(await sql`SELECT shoe_size FROM customers`).toHaveLength(0)
})

test('a function that only the next version has is not dropped under it', async () => {
  const more = version([], {
    ...answering(1),
    another: "CREATE FUNCTION another() RETURNS int LANGUAGE sql AS 'SELECT 4';",
  })
  await migrateDatabase(fresh.url, N)
  await migrateDatabase(fresh.url, more)
  expect(await migrateDatabase(fresh.url, N)).toBe('newer')
  expect(await sql`SELECT another()`).toHaveLength(1)
})

test('a version that two others have followed is refused: what it needs may be gone', async () => {
  for (const one of [N, NEXT, AFTER]) await migrateDatabase(fresh.url, one)
  await expect(migrateDatabase(fresh.url, N)).rejects.toThrow('npm run db:reset')
  expect(await migrateDatabase(fresh.url, NEXT)).toBe('newer')
  expect(await answer()).toBe(3)
})

test('one that never served here is refused on a newer schema', async () => {
  await migrateDatabase(fresh.url, NEXT)
  await expect(migrateDatabase(fresh.url, N)).rejects.toThrow('npm run db:reset')
})

test('an operator puts functions back where no migration lies between, and the next start brings the newer ones again', async () => {
  for (const one of [N, version([], answering(2)), version([], answering(3))]) await migrateDatabase(fresh.url, one)
  await expect(migrateDatabase(fresh.url, N)).rejects.toThrow('npm run db:migrate -- --back')
  expect(await migrateDatabase(fresh.url, { ...N, back: true })).toBe('own')
  expect(await answer()).toBe(1)
  expect(await migrateDatabase(fresh.url, version([], answering(3)))).toBe('own')
  expect(await answer()).toBe(3)
})

test('the version before serves on what a broken attempt of the next one has left', async () => {
  const broken = version(
    ['-- outside a transaction\nCREATE INDEX CONCURRENTLY spare ON customers (name);', 'FAIL;'],
    {},
  )
  const first = version([], {})
  await migrateDatabase(fresh.url, first)
  await expect(migrateDatabase(fresh.url, broken)).rejects.toThrow('syntax error')
  expect(await migrateDatabase(fresh.url, first)).toBe('newer')
})

test('the commands name the other version, and put functions back where an operator says so', async () => {
  const shardName = readFileSync('db/functions/shard_name.sql', 'utf8')
  const body = async () => (await sql`SELECT prosrc FROM pg_proc WHERE proname = 'shard_name'`)[0]?.prosrc
  await migrateDatabase(fresh.url)
  const own = await body()
  await migrateDatabase(fresh.url, version([], { shard_name: shardName.replace(/SELECT/, 'SELECT /* later */') }))
  const later = await body()
  expect(later).not.toBe(own)
  await expect(requireMigrated(fresh.url)).rejects.toThrow('run the command of that one')

  const migrate = (...flags: string[]) => runScript(['scripts/db.ts', 'migrate', ...flags], { DATABASE_URL: fresh.url })
  expect(await migrate()).toMatchObject({ code: 0, stderr: expect.stringContaining('left as it is'), stdout: '' })
  expect(await body()).toBe(later)
  expect(await migrate('--back')).toMatchObject({ code: 0, stdout: expect.stringContaining('has the newest schema') })
  expect(await body()).toBe(own)
})
