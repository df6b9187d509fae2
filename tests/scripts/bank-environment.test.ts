import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { parseSettings } from '@/lib/env'
import { environmentsFor } from '@/scripts/bank-environment'
import { readReceiptKey, readSecrets, type Secrets } from '@/scripts/secrets'

const OWNER = 'postgres://owner:owners-own@db.example/bank'
const APART = {
  ownerUrl: OWNER,
  appUrl: 'postgres://baink_app_bank:apps-own@db.example/bank',
  tenantUrl: 'postgres://baink_tenant_bank:tenants-own@db.example/bank',
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
  const source = { ...AMBIENT, DATABASE_URL: OWNER, DATA_DIR: dataDir }
  const { tenant, app } = environmentsFor(parseSettings(source), secrets, database, source)
  return { tenant: JSON.stringify(tenant), app: JSON.stringify(app) }
}

test('each signs in to the database as itself, and neither is told how its owner does', () => {
  const { tenant, app } = told()
  expect(app).toContain('apps-own')
  expect(tenant).toContain('tenants-own')
  for (const one of [tenant, app]) expect(one).not.toContain('owners-own')
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
  const { tenant, app } = told({ ownerUrl: OWNER, appUrl: OWNER, tenantUrl: OWNER })
  for (const one of [tenant, app]) expect(one).toContain('PGPASSWORD')
})
