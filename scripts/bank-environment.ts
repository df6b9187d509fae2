import type { Settings } from '@/lib/env'
import type { BankDatabase } from './bank-database'
import { readReceiptKey, type Secrets } from './secrets'

/** A password that the owner's address lacks may stand in these. Who signs in as somebody else needs none of them. */
const OWNERS = /^PGPASS/
const APPS = /^(DATABASE_URL|AUTH0_|OPENAI_|RECEIPT_)/
const TENANTS = /^(TENANT_|DEMO_PASSWORD)/

/** What tenant and app are told, filled in where nobody has set it. What only one of them may know is kept from the other. */
export function environmentsFor(
  settings: Settings,
  secrets: Secrets,
  database: Pick<BankDatabase, 'ownerUrl' | 'appUrl' | 'tenantUrl'>,
  source: NodeJS.ProcessEnv,
): Record<'tenant' | 'app', NodeJS.ProcessEnv> {
  const ambient = database.appUrl === database.ownerUrl ? source : without(source, OWNERS)
  const env = environmentFor(settings, secrets, database, ambient)
  return { tenant: without(env, APPS), app: without(env, TENANTS) }
}

function environmentFor(
  settings: Settings,
  secrets: Secrets,
  database: Pick<BankDatabase, 'appUrl' | 'tenantUrl'>,
  source: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const local = `http://localhost:${settings.TENANT_PORT}`
  const clientId = settings.AUTH0_CLIENT_ID ?? 'the-baink'
  const clientSecret = settings.AUTH0_CLIENT_SECRET ?? secrets.clientSecret
  const audience = settings.AGENT_API_AUDIENCE ?? `${settings.APP_BASE_URL}/api/agent/transfers`
  return {
    ...source,
    ...asVariables(settings),
    NEXT_TELEMETRY_DISABLED: '1',
    // A person watches this terminal: every request is for those who ask for it.
    LOG_LEVEL: settings.LOG_LEVEL ?? 'warn',
    DATABASE_URL: database.appUrl,
    AUTH0_DOMAIN: settings.AUTH0_DOMAIN ?? local,
    AUTH0_CLIENT_ID: clientId,
    AUTH0_CLIENT_SECRET: clientSecret,
    AUTH0_SECRET: settings.AUTH0_SECRET ?? secrets.sessionSecret,
    RECEIPT_SIGNING_KEY: settings.RECEIPT_SIGNING_KEY ?? readReceiptKey(settings.DATA_DIR),
    AGENT_API_AUDIENCE: audience,
    TENANT_ISSUER: `${local}/`,
    TENANT_CLIENT_ID: clientId,
    TENANT_CLIENT_SECRET: clientSecret,
    TENANT_DATABASE_URL: database.tenantUrl,
    TENANT_COOKIE_SECRET: secrets.tenantCookieSecret,
    DEMO_PASSWORD: secrets.demoPassword,
  }
}

/** Settings as they are written in an environment; what is not set stays unset. */
function asVariables(settings: Settings): Record<string, string> {
  const set = Object.entries(settings).filter(([, value]) => value !== undefined)
  return Object.fromEntries(set.map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]))
}

function without(env: NodeJS.ProcessEnv, pattern: RegExp): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !pattern.test(name))) as NodeJS.ProcessEnv
}
