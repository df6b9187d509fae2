import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { asRole } from '@/db/roles'
import { parseSettings } from '@/lib/platform/env'
import { type BankDatabase, openBankDatabase } from '@/scripts/bank-database'
import { suffixOf } from '@/scripts/roles-apart'
import { readSecrets } from '@/scripts/secrets'
import { openBrokerage } from '@/services/brokerage/brokerage'
import { openShop } from '@/services/shop/shop'
import { connect, createSchema } from '@/tenant/store/database'
import { createTestDatabase, type TestDatabase } from '../support/bank/database'
import { runScript } from '../support/run-script'

// Several data folders on one DATABASE_URL: other hosts, other checkouts, an operator's own.
vi.setConfig({ testTimeout: 90_000 })

const DENIED = '42501'
const parent = mkdtempSync(join(tmpdir(), 'baink-roles-'))
const admin = postgres(process.env.TEST_POSTGRES_URL ?? '', { max: 1, onnotice: () => {} })
const made: { fresh: TestDatabase; roles: string[] }[] = []
let fresh: TestDatabase
let folders = 0

beforeEach(async () => {
  fresh = await createTestDatabase()
  const suffix = await suffixOf(fresh.url)
  made.push({ fresh, roles: ['app', 'tenant', 'shop', 'broker'].map((kind) => `baink_${kind}${suffix}`) })
})
afterAll(async () => {
  for (const one of made) {
    await one.fresh.drop()
    for (const role of one.roles) await admin.unsafe(`DROP ROLE IF EXISTS ${role}`)
  }
  await admin.end()
  rmSync(parent, { recursive: true, force: true })
})

/** A start of the bank from a data folder of its own. */
function openElsewhere(said: string[] = [], url = fresh.url): Promise<BankDatabase> {
  const dataDir = join(parent, `data-${folders++}`)
  const settings = parseSettings({ DATABASE_URL: url, DATA_DIR: dataDir })
  return openBankDatabase(settings, readSecrets(dataDir), (line) => said.push(line))
}

async function ask(url: string, query: string): Promise<unknown[]> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return [...(await sql.unsafe(query))]
  } finally {
    await sql.end()
  }
}

const me = (url: string) => ask(url, 'SELECT current_user AS me')
/** Of this database's own roles and the superusers: other test files make and drop theirs in the same cluster meanwhile. */
const passwords = () => {
  const own = `%\\_${new URL(fresh.url).pathname.slice(1)}`
  return ask(
    fresh.url,
    `SELECT rolname, rolpassword FROM pg_authid WHERE rolsuper OR rolname LIKE '${own}' ORDER BY rolname`,
  )
}

test('a start from another data folder leaves the bank that runs its way in', async () => {
  const first = await openElsewhere()
  const second = await openElsewhere()
  expect(new URL(first.appUrl).username).not.toBe(new URL(fresh.url).username)
  for (const { appUrl, tenantUrl } of [first, second]) {
    expect(await me(appUrl)).toEqual([{ me: new URL(appUrl).username }])
    expect(await me(tenantUrl)).toEqual([{ me: new URL(tenantUrl).username }])
  }
})

test('starts at once agree, and none falls back to the owner', async () => {
  const said: string[] = []
  const banks = await Promise.all(Array.from({ length: 5 }, () => openElsewhere(said)))
  expect(said).toEqual([])
  expect(new Set(banks.map(({ appUrl }) => appUrl)).size).toBe(1)
  expect(new Set(banks.map(({ tenantUrl }) => tenantUrl)).size).toBe(1)
})

test.each<[string, string[]]>([
  ['db:verify', ['scripts/db.ts', 'verify']],
  ['audit:verify', ['scripts/audit.ts', 'verify']],
  ['phone:forget', ['scripts/forget-devices.ts', 'mallory@example.com']],
])('%s from another data folder touches no role', async (_, args) => {
  const { appUrl } = await openElsewhere()
  const before = await passwords()
  await runScript(args, { DATABASE_URL: fresh.url, DATA_DIR: join(parent, 'operator') })
  expect(await passwords()).toEqual(before)
  expect(await me(appUrl)).toHaveLength(1)
})

test.each(['scripts/db.ts', 'scripts/audit.ts'])(
  '%s verify migrates nothing, and says so in one line',
  async (script) => {
    const { code, stdout, stderr } = await runScript([script, 'verify'], { DATABASE_URL: fresh.url })
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^The database lacks .*db:migrate.*\n$/),
    })
    expect(await ask(fresh.url, "SELECT nspname FROM pg_namespace WHERE nspname IN ('drizzle', 'tenant')")).toEqual([])
  },
)

describe('the passwords', () => {
  test('neither role can read them, nor find the other’s from its own', async () => {
    const { appUrl, tenantUrl } = await openElsewhere()
    for (const url of [appUrl, tenantUrl])
      await expect(ask(url, 'SELECT * FROM owner_only.role_passwords')).rejects.toMatchObject({ code: DENIED })
    const { username: name } = new URL(tenantUrl)
    const guess = asRole(tenantUrl, { name, password: new URL(appUrl).password })
    await expect(me(guess)).rejects.toMatchObject({ code: '28P01' })
  })

  test('they stay the same when the owner’s changes', async () => {
    const owner = `owner_${new URL(fresh.url).pathname.slice(1)}`
    made.at(-1)?.roles.push(owner)
    await admin.unsafe(`CREATE ROLE ${owner} LOGIN SUPERUSER PASSWORD 'one'`)
    const before = await openElsewhere([], asRole(fresh.url, { name: owner, password: 'one' }))
    await admin.unsafe(`ALTER ROLE ${owner} PASSWORD 'two'`)
    const after = await openElsewhere([], asRole(fresh.url, { name: owner, password: 'two' }))
    expect(after.appUrl).toBe(before.appUrl)
  })
})

test('two databases never share their roles, however alike their names', async () => {
  const names = ['a-b', 'a.b', 'a_b', 'A_b', 'a__b', `${'x'.repeat(50)}1`, `${'x'.repeat(50)}2`]
  const suffixes: string[] = []
  for (const name of names.map((one) => `${one}_${process.pid}`)) {
    await admin.unsafe(`CREATE DATABASE "${name}"`)
    const url = new URL(fresh.url)
    url.pathname = `/${name}`
    suffixes.push(await suffixOf(url.href))
    await admin.unsafe(`DROP DATABASE "${name}"`)
  }
  expect(new Set(suffixes).size).toBe(names.length)
  expect(suffixes[2]).toBe(`_a_b_${process.pid}`)
  for (const suffix of suffixes) expect(`baink_tenant${suffix}`).toMatch(/^[a-z_][a-z0-9_]{0,59}$/)
})

test('an address that names no host cannot be another role’s, and the start says so', () => {
  expect(() => asRole('postgres:///bank', { name: 'baink_app', password: 'a1' })).toThrow(/no host/)
})

/** The database's owner, who is no superuser, and the address to start a bank with. */
async function plainOwner(): Promise<{ owner: string; url: string }> {
  const database = new URL(fresh.url).pathname.slice(1)
  const owner = `plain_${database}`
  await admin.unsafe(`CREATE ROLE ${owner} LOGIN PASSWORD 'one'; ALTER DATABASE ${database} OWNER TO ${owner}`)
  made.at(-1)?.roles.push(owner)
  return { owner, url: asRole(fresh.url, { name: owner, password: 'one' }) }
}

test('a role that may not make roles is said to be everybody’s', async () => {
  const { url } = await plainOwner()
  const said: string[] = []
  expect(await openElsewhere(said, url)).toMatchObject({ ownerUrl: url, appUrl: url, tenantUrl: url })
  expect(said).toEqual([expect.stringMatching(/sign in with the role of DATABASE_URL.*permission denied/)])
})

test('once it may, the tenant gets what was made without a role of its own', async () => {
  const { owner, url } = await plainOwner()
  const before = await openElsewhere([], url)
  await startTenantOnce(before.tenantUrl)
  await admin.unsafe(`ALTER ROLE ${owner} CREATEROLE`)
  const said: string[] = []
  const after = await openElsewhere(said, url)
  expect(said).toEqual([])
  expect(new URL(after.tenantUrl).username).toMatch(/^baink_tenant_/)
  await startTenantOnce(after.tenantUrl)
  expect(await ask(after.tenantUrl, 'SELECT count(*)::int AS users FROM tenant.users')).toEqual([{ users: 0 }])
  await expect(ask(after.appUrl, 'SELECT 1 FROM tenant.users')).rejects.toMatchObject({ code: DENIED })
})

test('shop and brokerage have a schema each, in which each does all it needs, and neither reads anything else', async () => {
  const { tenantUrl, shopUrl, brokerageUrl } = await openElsewhere()
  await startTenantOnce(tenantUrl)
  const config = { url: 'http://localhost:1', tenant: '', clientId: 'x', clientSecret: 'x', bank: '', bankAudience: '' }
  const rest = { ...config, accountId: '', writesPerMinute: 1 }
  for (const open of [
    openShop({ ...rest, databaseUrl: shopUrl }),
    openBrokerage({ ...rest, databaseUrl: brokerageUrl }),
  ])
    await (await open).close()
  expect(await ask(shopUrl, 'SELECT count(*)::int AS products FROM shop.products')).toEqual([{ products: 12 }])
  for (const [url, table] of [
    [shopUrl, 'brokerage.holdings'],
    [brokerageUrl, 'shop.orders'],
    ...[shopUrl, brokerageUrl, tenantUrl].flatMap((role) => [[role, 'accounts'] as const]),
    ...[shopUrl, brokerageUrl].map((role) => [role, 'tenant.users'] as const),
    [tenantUrl, 'shop.orders'],
  ] as const)
    await expect(ask(url, `SELECT * FROM ${table}`)).rejects.toMatchObject({ code: DENIED })
})

/** What the tenant's own start does to the database. */
async function startTenantOnce(url: string): Promise<void> {
  const sql = connect(url)
  await createSchema(sql)
  await sql.end()
}
