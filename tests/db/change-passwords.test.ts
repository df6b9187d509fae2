import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { schemaDifferences } from '@/db/compare-schema'
import { withConnection } from '@/db/connect'
import { migrateDatabase } from '@/db/migrate'
import { changeRolePasswords, type RoleAddresses, rolesApart, suffixOf } from '@/scripts/roles-apart'
import { connect, createSchema } from '@/tenant/store/database'
import { createTestDatabase, type TestDatabase } from '../support/bank/database'
import { runScript } from '../support/run-script'

// The passwords of the processes' roles change while processes run (docs/runbook.md, "Changing secrets").

const REFUSED = { code: expect.stringMatching(/^28/) }
const folder = mkdtempSync(join(tmpdir(), 'baink-passwords-'))
let bank: TestDatabase
let suffix: string
beforeAll(async () => {
  bank = await createTestDatabase()
  await migrateDatabase(bank.url)
  suffix = await suffixOf(bank.url)
})
afterAll(async () => {
  const roles = ['app', 'tenant', 'shop', 'broker'].flatMap((kind) => [
    `baink_${kind}${suffix}`,
    `baink_${kind}${suffix}_b`,
  ])
  await bank.drop(roles)
  rmSync(folder, { recursive: true, force: true })
})

/** What whoever starts now is told. */
const start = () => rolesApart(bank.url, suffix)
const change = () => changeRolePasswords(bank.url, suffix)

async function ask(url: string, query = 'SELECT count(*)::int AS found FROM accounts'): Promise<unknown[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return [...(await sql.unsafe(query))]
  } finally {
    await sql.end()
  }
}

const rotate = () =>
  runScript(['scripts/rotate.ts', 'database'], { DATABASE_URL: bank.url, DATA_DIR: join(folder, 'data') })

test('where the processes have no roles of their own, nothing changes, and one line says what to do', async () => {
  const { code, stdout, stderr } = await rotate()
  expect({ code, stdout, stderr }).toEqual({
    code: 1,
    stdout: '',
    stderr: expect.stringMatching(/^The processes have no roles.*DATABASE_URL.*\n$/),
  })
})

test('what runs goes on with the old passwords until each has started again, and then they let nobody in', async () => {
  const before = await start()
  expect(await change()).toBe(false)
  const after = await start()
  for (const kind of Object.keys(before) as (keyof RoleAddresses)[]) {
    expect(new URL(after[kind]).password).not.toBe(new URL(before[kind]).password)
    expect(await ask(before[kind], 'SELECT 1')).toHaveLength(1)
    expect(await ask(after[kind], 'SELECT 1')).toHaveLength(1)
  }
  expect(await ask(after.appUrl)).toEqual([{ found: 0 }])
  // A host that starts again meanwhile is told the same, and leaves the old ones their way in.
  expect(await start()).toEqual(after)
  expect(await ask(before.appUrl)).toHaveLength(1)

  expect(await change()).toBe(true)
  for (const kind of Object.keys(before) as (keyof RoleAddresses)[]) {
    await expect(ask(before[kind], 'SELECT 1')).rejects.toMatchObject(REFUSED)
    expect(await ask(after[kind], 'SELECT 1')).toHaveLength(1)
  }
  expect(await start()).toEqual(after)
  await expect(ask(before.appUrl)).rejects.toMatchObject(REFUSED)
})

test('the former passwords are not closed while a process uses them', async () => {
  const before = await start()
  expect(await change()).toBe(false)
  const running = postgres(before.tenantUrl, { max: 1, onnotice: () => {} })
  await running`SELECT 1`
  const { code, stderr } = await rotate()
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(new URL(before.tenantUrl).username) })
  expect(await ask(before.appUrl)).toHaveLength(1)
  await running.end()
  expect(await rotate()).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Changed\./) })
  await expect(ask(before.appUrl)).rejects.toMatchObject(REFUSED)
})

test('what either login makes is the role’s own, and the rights are as they were', async () => {
  const make = async (url: string) => {
    const sql = connect(url)
    await createSchema(sql)
    await sql.end()
  }
  const owners = () =>
    ask(
      bank.url,
      "SELECT DISTINCT tableowner FROM pg_tables WHERE schemaname = 'tenant' UNION SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'tenant'",
    )
  // By now a change has been around once: the first logins are in use again.
  for (let time = 0; time < 2; time++) {
    const { tenantUrl, appUrl } = await start()
    await make(tenantUrl)
    expect(await owners()).toEqual([{ tableowner: `baink_tenant${suffix}` }])
    await expect(ask(appUrl, 'DELETE FROM entries')).rejects.toMatchObject({ code: '42501' })
    await expect(ask(appUrl, 'SELECT 1 FROM tenant.users')).rejects.toMatchObject({ code: '42501' })
    expect(await withConnection(bank.url, schemaDifferences)).toEqual([])
    await change()
  }
})
