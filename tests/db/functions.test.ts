import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { applyFunctions, functionFiles, outdatedFunctions } from '@/db/functions'
import { migrateDatabase, requireMigrated } from '@/db/migrate'
import { createTestDatabase, type TestDatabase } from '../support/bank/database'

let fresh: TestDatabase
let sql: postgres.Sql
let folder: string
beforeEach(async () => {
  fresh = await createTestDatabase()
  sql = postgres(fresh.url, { max: 1, onnotice: () => {} })
  folder = mkdtempSync(join(tmpdir(), 'baink-functions-'))
  cpSync('db/functions', folder, { recursive: true })
  await migrateDatabase(fresh.url)
})
afterEach(async () => {
  await sql.end()
  await fresh.drop()
  rmSync(folder, { recursive: true })
})

const write = (name: string, text: string) => writeFileSync(join(folder, `${name}.sql`), text)
const apply = () => sql.begin((tx) => applyFunctions(tx, folder))
const definitions = async () =>
  new Map(
    (
      await sql<{ name: string; text: string }[]>`
        SELECT proname AS name, pg_get_functiondef(oid) AS text FROM pg_proc WHERE pronamespace = 'public'::regnamespace`
    ).map(({ name, text }) => [name, text]),
  )

test('the database has the functions of the files and no others, each with its file’s body', async () => {
  const made = await definitions()
  const files = functionFiles()
  expect([...made.keys()].sort()).toEqual(files.map(({ name }) => name))
  for (const { name, text } of files) {
    // A body without quotes was read when it was made, and Postgres shows it in words of its own.
    const [, body = '\n RETURN'] = text.split('$$')
    expect(made.get(name), name).toContain(body)
  }
})

test('nobody but the owner and those who are granted it may run one', async () => {
  const open = await sql`
    SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
      AND has_function_privilege('public', oid, 'EXECUTE')`
  expect([...open]).toEqual([])
})

test('a function that others than the ledger’s functions call finds its tables by a path of its own', async () => {
  const made = await sql<{ name: string; pinned: boolean; trigger: boolean; tables: boolean }[]>`
    SELECT proname AS name, coalesce(proconfig::text, '') LIKE '%search_path=%' AS pinned, prorettype = 'trigger'::regtype AS trigger,
      prosrc ~ '\\m(FROM|INTO|UPDATE|JOIN)\\M' AS tables
    FROM pg_proc WHERE pronamespace = 'public'::regnamespace`
  const inherits = made.filter(({ pinned, tables }) => !pinned && tables)
  expect(inherits.map(({ name }) => name)).toContain('take_daily_limit')
  expect(inherits.filter(({ trigger }) => trigger)).toEqual([])
  const grants = ['app', 'clearing'].map((role) => readFileSync(`db/${role}-role.sql`, 'utf8'))
  const sources = ['app', 'bench', 'db', 'lib', 'operations', 'scripts', 'services', 'tenant'].flatMap((path) =>
    readdirSync(path, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts') && !file.includes('node_modules'))
      .map((file) => readFileSync(join(path, file), 'utf8')),
  )
  const called = (name: string) =>
    grants.some((text) => new RegExp(`\\b${name}\\b`).test(text)) || sources.some((text) => text.includes(`${name}(`))
  expect(inherits.filter(({ name }) => called(name)).map(({ name }) => name)).toEqual([])
})

test('a changed file is applied, and only that one', async () => {
  write('refuse', `${functionFiles(folder).find(({ name }) => name === 'refuse')?.text}-- changed`)
  expect((await outdatedFunctions(sql, folder)).map(({ name }) => name)).toEqual(['refuse'])
  await apply()
  expect(await outdatedFunctions(sql, folder)).toEqual([])
})

test('a function whose file has gone is dropped', async () => {
  write('of_old', 'CREATE FUNCTION of_old() RETURNS int LANGUAGE sql AS $$ SELECT 1 $$;')
  await apply()
  rmSync(join(folder, 'of_old.sql'))
  await apply()
  expect((await definitions()).has('of_old')).toBe(false)
})

test('a file that leaves an older signature behind changes nothing and is named', async () => {
  write('refuse', 'CREATE FUNCTION refuse(p_code text, p_more int) RETURNS void LANGUAGE sql AS $$ SELECT 1 $$;')
  await expect(apply()).rejects.toThrow('db/functions/refuse.sql')
  expect((await outdatedFunctions(sql)).map(({ name }) => name)).toEqual([])
})

test('what only reads refuses a database that lacks a function of this version', async () => {
  await sql`UPDATE drizzle.functions SET hash = 'older' WHERE name = 'post_transfer'`
  await expect(requireMigrated(fresh.url)).rejects.toThrow('npm run db:migrate')
})

test('a database with other migrations is refused in a line that names the remedy', async () => {
  await sql`UPDATE drizzle.__drizzle_migrations SET hash = 'from before'`
  await expect(migrateDatabase(fresh.url)).rejects.toThrow('npm run db:reset')
})
