import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseSettings } from '@/lib/platform/env'
import { environmentsFor } from '@/scripts/bank-environment'
import { businessEnvironment, businessesFor } from '@/scripts/businesses'
import type { RoleAddresses } from '@/scripts/roles-apart'
import { readReceiptKey, readSecrets, type Secrets } from '@/scripts/secrets'
import { freePort } from '@/tenant/postgres/free-port'

const OWNER = 'postgres://owner:owners-own@db.example/bank'
const APART: RoleAddresses & { ownerUrl: string } = {
  ownerUrl: OWNER,
  appUrl: 'postgres://baink_app_bank:apps-own@db.example/bank',
  tenantUrl: 'postgres://baink_tenant_bank:tenants-own@db.example/bank',
  shopUrl: 'postgres://baink_shop_bank:shops-own@db.example/bank',
  brokerageUrl: 'postgres://baink_broker_bank:brokerages-own@db.example/bank',
}
const AMBIENT = {
  PATH: '/bin',
  PGPASSWORD: 'owners-own',
  OPENAI_API_KEY: 'models-own',
  NODE_ENV: 'production',
} as const

let dataDir: string
let secrets: Secrets
beforeAll(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'baink-environment-'))
  secrets = readSecrets(dataDir)
})
afterAll(() => rmSync(dataDir, { recursive: true, force: true }))

function told(database = APART): Record<'tenant' | 'app', string> {
  const shards = `a=${OWNER} b=postgres://owner:owners-own@db.example:5433/bank`
  const source = { ...AMBIENT, DATABASE_URL: OWNER, DATABASE_SHARDS: shards, DATA_DIR: dataDir }
  const { tenant, app } = environmentsFor(parseSettings(source), secrets, database, source)
  return { tenant: JSON.stringify(tenant), app: JSON.stringify(app) }
}

test('each signs in to the database as itself, and neither is told how its owner does', () => {
  const { tenant, app } = told()
  expect(app).toContain('apps-own')
  expect(tenant).toContain('tenants-own')
  for (const one of [tenant, app]) {
    expect(one).not.toContain('owners-own')
    expect(one).not.toContain('DATABASE_SHARDS')
  }
  expect(app).not.toContain('tenants-own')
  expect(tenant).not.toContain('apps-own')
})

test('neither is told the other’s secrets', () => {
  const { tenant, app } = told()
  for (const secret of [secrets.tenantCookieSecret, secrets.demoPassword]) {
    expect(tenant).toContain(secret)
    expect(app).not.toContain(secret)
  }
  for (const secret of [secrets.sessionSecret, JSON.stringify(readReceiptKey(dataDir)).slice(1, -1), 'models-own']) {
    expect(app).toContain(secret)
    expect(tenant).not.toContain(secret)
  }
  for (const one of [tenant, app]) expect(one).not.toContain(secrets.databasePassword)
})

test('where both sign in as the owner, they are told how', () => {
  const { tenant, app } = told({ ...APART, ownerUrl: OWNER, appUrl: OWNER, tenantUrl: OWNER })
  for (const one of [tenant, app]) expect(one).toContain('PGPASSWORD')
})

test('an agent of one’s own is let in at both, beside the others, and only the tenant is told its secret', () => {
  const source = { ...AMBIENT, DATABASE_URL: OWNER, DATA_DIR: dataDir, TENANT_AGENT_SECRET: 'own-agents-secret' }
  const environments = (more: object = {}) =>
    environmentsFor(parseSettings({ ...source, ...more }), secrets, APART, { ...source, ...more })
  const { app, tenant } = environments()
  expect(app.AGENT_CLIENT_IDS).toBe('the-baink,own-agent')
  expect(tenant.TENANT_AGENT_SECRET).toBe('own-agents-secret')
  expect(JSON.stringify(app)).not.toContain('own-agents-secret')
  expect(environments({ AGENT_CLIENT_IDS: 'one, two' }).app.AGENT_CLIENT_IDS).toBe('one,two,own-agent')
  const elsewhere = { AUTH0_DOMAIN: 'x.auth0.com', AUTH0_CLIENT_ID: 'id', AUTH0_CLIENT_SECRET: 'secret' }
  expect(environments(elsewhere).app.AGENT_CLIENT_IDS).toBeUndefined()
  expect(environments({ TENANT_AGENT_SECRET: '' }).app.AGENT_CLIENT_IDS).toBeUndefined()
})

test('a business signs in as itself, is told its own secrets and nobody else’s, and the app knows its address alone', async () => {
  const source = { ...AMBIENT, DATABASE_URL: OWNER, DATA_DIR: dataDir, SHOP_PORT: '0', BROKERAGE_CLIENT_ID: 'b' }
  const settings = parseSettings({ ...source, BROKERAGE_PORT: String(await freePort()) })
  const businesses = await businessesFor(settings, 0, () => {})
  const { app, tenant } = environmentsFor(settings, secrets, APART, source, businesses)
  if (!businesses.brokerage) throw new Error('the brokerage is to run')
  expect(businesses.shop).toBeNull()
  const { clientSecret } = businesses.brokerage
  const brokerage = JSON.stringify(businessEnvironment('brokerage', businesses.brokerage, settings, APART, app))
  for (const own of ['brokerages-own', clientSecret, '"AUTH0_CLIENT_ID":"b"']) expect(brokerage).toContain(own)
  const others = [...Object.values(secrets), 'owners-own', 'apps-own', 'tenants-own', 'shops-own', 'models-own']
  for (const other of others) expect(brokerage).not.toContain(other)
  expect(tenant).toMatchObject({ SHOP_PORT: '0', BROKERAGE_CLIENT_ID: 'b', BROKERAGE_CLIENT_SECRET: clientSecret })
  expect(app).toMatchObject({ SHOP_PORT: '0', BROKERAGE_PORT: String(businesses.brokerage.port) })
  expect(JSON.stringify(app)).not.toContain(clientSecret)
})

test('a port that was set and is taken stops the start; one by default leaves the business out, and says so', async () => {
  const taken = createServer().listen(3001, '127.0.0.1')
  await once(taken, 'listening').catch(() => {})
  const said: string[] = []
  const source = { DATA_DIR: dataDir, BROKERAGE_PORT: '0' }
  await expect(businessesFor(parseSettings({ ...source, SHOP_PORT: '3001' }), 0, () => {})).rejects.toThrow(/SHOP_PORT/)
  expect(await businessesFor(parseSettings(source), 0, (line) => said.push(line))).toEqual({
    shop: null,
    brokerage: null,
  })
  expect(said).toEqual([expect.stringMatching(/^There is no shop\. Port 3001/)])
  taken.close()
})

test('at a real tenant a business needs a client of its own', async () => {
  const elsewhere = {
    AUTH0_DOMAIN: 'x.auth0.com',
    AUTH0_CLIENT_ID: 'id',
    AUTH0_CLIENT_SECRET: 'secret',
    DATA_DIR: dataDir,
  }
  expect(await businessesFor(parseSettings(elsewhere), 0, () => {})).toEqual({ shop: null, brokerage: null })
  const set = { ...elsewhere, SHOP_PORT: String(await freePort()) }
  await expect(businessesFor(parseSettings(set), 0, () => {})).rejects.toThrow(/^SHOP_CLIENT_SECRET: /)
})

test('the app alone is told the other secrets of sessions, unless its own is set, and the former keys of receipts', () => {
  const others = { next: 'a'.repeat(64), former: ['b'.repeat(64)] }
  const environments = (more: object = {}) => {
    const source = { ...AMBIENT, DATABASE_URL: OWNER, DATA_DIR: dataDir, ...more }
    return environmentsFor(parseSettings(source), { ...secrets, otherSessionSecrets: others }, APART, source)
  }
  const { app, tenant } = environments()
  expect(app.AUTH0_OTHER_SECRETS).toBe(`${'a'.repeat(64)},${'b'.repeat(64)}`)
  expect(app.RECEIPT_FORMER_KEYS).toBe('[]')
  expect(JSON.stringify(tenant)).not.toContain('a'.repeat(64))
  expect(environments({ AUTH0_SECRET: 'x'.repeat(32) }).app.AUTH0_OTHER_SECRETS).toBeUndefined()
})
