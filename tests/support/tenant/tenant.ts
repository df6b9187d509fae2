import { scryptSync } from 'node:crypto'
import { freePort } from '@/tenant/postgres/free-port'
import { DEMO_USERS } from '@/tenant/sign-in/users'
import { connect, createSchema } from '@/tenant/store/database'
import { loadSigningKeys } from '@/tenant/store/secrets'
import { createTenant, type Tenant } from '@/tenant/tenant'
import type { TenantClient, TenantConfig } from '@/tenant/tenant-config'
import { createTestDatabase, type Template } from '../bank/database'

export const PASSWORD = 'correct horse battery'
export const ALICE = 'auth0|alice'

export const APP_CLIENT: TenantClient & { secret: string } = {
  id: 'bank-app',
  name: 'Aiya',
  secret: 'bank-app-secret-for-tests',
  redirectUris: ['http://localhost:3999/auth/callback'],
  postLogoutRedirectUris: ['http://localhost:3999', 'http://localhost:3999/'],
  asksForApprovals: true,
}

/** A client of the tenant that may sign customers in, but not ask for approvals. */
export const SIGN_IN_CLIENT: TenantClient & { secret: string } = {
  id: 'sign-in-only',
  name: 'Sign-in only',
  secret: 'sign-in-only-secret-for-tests',
  redirectUris: ['http://localhost:3998/callback'],
  postLogoutRedirectUris: [],
  asksForApprovals: false,
}

/** An agent that a customer wrote, and that customers let in to prepare transfers. */
export const OWN_AGENT: TenantClient = {
  id: 'own-agent',
  name: 'Own agent',
  secret: 'own-agents-secret-for-tests',
  redirectUris: ['http://localhost:3996/callback'],
  postLogoutRedirectUris: [],
  asksForApprovals: true,
  preparesTransfers: true,
}

/** A business that is paid through the bank. */
export const SHOP = {
  id: 'shop',
  name: 'bAInk Shop',
  secret: 'shops-secret-for-tests',
  redirectUris: [],
  postLogoutRedirectUris: [],
  asksForApprovals: false,
  business: { kind: 'shop', audience: 'http://localhost:3995/api/orders' },
} satisfies TenantClient

export const BROKERAGE = {
  ...SHOP,
  id: 'brokerage',
  name: 'bAInk Brokerage',
  secret: 'brokerages-secret-for-tests',
  business: { kind: 'brokerage', audience: 'http://localhost:3994/api/orders' },
} satisfies TenantClient

export interface TestTenant {
  config: TenantConfig
  issuer: string
  /** Closes the tenant and starts another one on the same database and port. */
  restart(): Promise<void>
  stop(): Promise<void>
}

/** A hash in the tenant's format, cheap enough for hundreds of sign-ins. tests/tenant/password tests the real one. */
function cheapHash(password: string): string {
  return `scrypt$16$1$1$c2FsdA$${scryptSync(password, 'salt', 32, { N: 16, r: 1, p: 1 }).toString('base64url')}`
}

/**
 * The tenant's schema with what a first start spends most of its time on: a signing key, and customers who can sign in already,
 * whom the tenant leaves unchanged.
 */
export function seededTenant(name: string, password: string): Template {
  return {
    name,
    async fill(url) {
      const sql = connect(url)
      await createSchema(sql)
      await loadSigningKeys(sql)
      for (const { sub, name, email } of DEMO_USERS)
        await sql`
          INSERT INTO tenant.users (sub, name, email, password_hash) VALUES (${sub}, ${name}, ${email}, ${cheapHash(password)})`
      await sql.end()
    },
  }
}

const SEEDED = seededTenant('seeded_tenant', PASSWORD)

/** Starts a tenant on its own port and database. */
export async function startTestTenant(overrides: Partial<TenantConfig> = {}): Promise<TestTenant> {
  const database = await createTestDatabase(SEEDED)
  const port = await freePort()
  const config: TenantConfig = {
    issuer: `http://localhost:${port}/`,
    port,
    listenHost: '127.0.0.1',
    trustedProxies: 0,
    databaseUrl: database.url,
    clients: [APP_CLIENT, SIGN_IN_CLIENT],
    agentAudience: 'http://localhost:3999/api/agent/transfers',
    // The bank's MCP endpoint, at the test's own address.
    mcpAudience: new URL('/api/mcp', overrides.agentAudience ?? 'http://localhost:3999').href,
    homeUrl: 'http://localhost:3999',
    demoPassword: PASSWORD,
    pollIntervalSeconds: 1,
    deviceIntervalSeconds: 1,
    logLevel: 'silent',
    ...overrides,
  }
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
