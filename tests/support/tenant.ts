import { scryptSync } from 'node:crypto'
import { freePort } from '@/scripts/free-port'
import { DEMO_USERS } from '@/tenant/sign-in/users'
import { connect, createSchema } from '@/tenant/store/database'
import { createTenant, type Tenant } from '@/tenant/tenant'
import type { TenantClient, TenantConfig } from '@/tenant/tenant-config'
import { createTestDatabase } from './database'

export const PASSWORD = 'correct horse battery'
export const ALICE = 'auth0|alice'

export const APP_CLIENT: TenantClient = {
  id: 'bank-app',
  name: 'Aiya',
  secret: 'bank-app-secret-for-tests',
  redirectUris: ['http://localhost:3999/auth/callback'],
  postLogoutRedirectUris: ['http://localhost:3999', 'http://localhost:3999/'],
  asksForApprovals: true,
}

/** A client of the tenant that may sign customers in but not ask for approvals. */
export const SIGN_IN_CLIENT: TenantClient = {
  id: 'sign-in-only',
  name: 'Sign-in only',
  secret: 'sign-in-only-secret-for-tests',
  redirectUris: ['http://localhost:3998/callback'],
  postLogoutRedirectUris: [],
  asksForApprovals: false,
}

export interface TestTenant {
  config: TenantConfig
  issuer: string
  /** Closes the tenant and starts another one on the same database and port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** As the tenant stores it, but at a cost that hundreds of sign-ins can bear; the real one: tests/tenant/password. */
const CHEAP_HASH = `scrypt$16$1$1$c2FsdA$${scryptSync(PASSWORD, 'salt', 32, { N: 16, r: 1, p: 1 }).toString('base64url')}`

/** Customers who can sign in already, so that the tenant leaves them as they are. */
async function seedCheaply(databaseUrl: string): Promise<void> {
  const sql = connect(databaseUrl)
  await createSchema(sql)
  for (const { sub, name, email } of DEMO_USERS)
    await sql`INSERT INTO tenant.users (sub, name, email, password_hash) VALUES (${sub}, ${name}, ${email}, ${CHEAP_HASH})`
  await sql.end()
}

/** Starts a tenant on a port and a database of its own. */
export async function startTestTenant(overrides: Partial<TenantConfig> = {}): Promise<TestTenant> {
  const database = await createTestDatabase()
  const port = await freePort()
  const config: TenantConfig = {
    issuer: `http://localhost:${port}/`,
    port,
    databaseUrl: database.url,
    clients: [APP_CLIENT, SIGN_IN_CLIENT],
    agentAudience: 'http://localhost:3999/api/agent/transfers',
    homeUrl: 'http://localhost:3999',
    demoPassword: PASSWORD,
    pollIntervalSeconds: 1,
    logLevel: 'silent',
    ...overrides,
  }
  await seedCheaply(config.databaseUrl)
  let tenant: Tenant
  const start = async () => {
    tenant = await createTenant(config)
    await tenant.listen()
  }
  await start()
  return {
    config,
    issuer: config.issuer,
    restart: async () => {
      await tenant.close()
      await start()
    },
    stop: async () => {
      await tenant.close()
      await database.drop()
    },
  }
}
