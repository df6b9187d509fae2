import type { Settings } from '@/lib/platform/env'
import { type ListenAddress, listenAddress, ownAddress } from '@/lib/platform/own-address'
import type { BankDatabase } from './bank-database'
import { type Businesses, businessVariables, NO_BUSINESSES } from './businesses'
import { readFormerReceiptKeys, readReceiptKey, type Secrets } from './secrets'

/**
 * The owner's password may be in these variables and not in the address. A process that signs in under another role
 * does not need them.
 */
const OWNERS = /^PGPASS/
/** The owner's addresses of all shards, for commands alone. */
const COMMANDS = /^DATABASE_SHARDS$/
const APPS = /^(DATABASE_URL|DATABASE_DIRECTORY|AUTH0_|OPENAI_|RECEIPT_|OTEL_)/
const TENANTS = /^(TENANT_|DEMO_PASSWORD|(SHOP|BROKERAGE)_CLIENT_SECRET$)/
/** The local tenant's id for the client that TENANT_AGENT_SECRET creates. */
const OWN_AGENT = 'own-agent'

/** The environments of tenant and app, with defaults filled in. A secret of one of them is kept from the other. */
export function environmentsFor(
  settings: Settings,
  secrets: Secrets,
  database: Pick<BankDatabase, 'ownerUrl' | 'appUrl' | 'tenantUrl'>,
  source: NodeJS.ProcessEnv,
  businesses: Businesses = NO_BUSINESSES,
): Record<'tenant' | 'app', NodeJS.ProcessEnv> {
  const ambient = database.appUrl === database.ownerUrl ? source : without(source, OWNERS)
  const all = { ...environmentFor(settings, secrets, database, ambient), ...businessVariables(businesses) }
  const env = without(all, COMMANDS)
  return { tenant: without(env, APPS), app: without(env, TENANTS) }
}

function environmentFor(
  settings: Settings,
  secrets: Secrets,
  database: Pick<BankDatabase, 'appUrl' | 'tenantUrl'>,
  source: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const local = localTenant(settings)
  const clientId = settings.AUTH0_CLIENT_ID ?? 'the-baink'
  const clientSecret = settings.AUTH0_CLIENT_SECRET ?? secrets.clientSecret
  const audience = settings.AGENT_API_AUDIENCE ?? `${settings.APP_BASE_URL}/api/agent/transfers`
  return {
    ...source,
    ...asVariables(settings),
    NEXT_TELEMETRY_DISABLED: '1',
    // A person watches this terminal, so by default no request is logged.
    LOG_LEVEL: settings.LOG_LEVEL ?? 'warn',
    DATABASE_URL: database.appUrl,
    AUTH0_DOMAIN: settings.AUTH0_DOMAIN ?? local,
    AUTH0_CLIENT_ID: clientId,
    AUTH0_CLIENT_SECRET: clientSecret,
    AUTH0_SECRET: settings.AUTH0_SECRET ?? secrets.sessionSecret,
    ...otherSecrets(settings, secrets),
    RECEIPT_SIGNING_KEY: settings.RECEIPT_SIGNING_KEY ?? readReceiptKey(settings.DATA_DIR),
    RECEIPT_FORMER_KEYS: settings.RECEIPT_FORMER_KEYS ?? readFormerReceiptKeys(settings.DATA_DIR),
    AGENT_API_AUDIENCE: audience,
    ...(source.TENANT_AGENT_SECRET &&
      !settings.AUTH0_DOMAIN && {
        AGENT_CLIENT_IDS: [...(settings.AGENT_CLIENT_IDS ?? [clientId]), OWN_AGENT].join(','),
      }),
    TENANT_ISSUER: `${local}/`,
    TENANT_LISTEN_HOST: tenantAddress(settings).host,
    TENANT_PORT: String(tenantAddress(settings).port),
    // TRUSTED_PROXIES counts the proxies before the app; without TENANT_BASE_URL the tenant has none.
    TENANT_TRUSTED_PROXIES: settings.TENANT_BASE_URL ? String(settings.TRUSTED_PROXIES) : '0',
    TENANT_LOGOUT_URI: `${ownAddress(settings).origin}/auth/backchannel-logout`,
    TENANT_CLIENT_ID: clientId,
    TENANT_CLIENT_SECRET: clientSecret,
    TENANT_DATABASE_URL: database.tenantUrl,
    TENANT_COOKIE_SECRET: secrets.tenantCookieSecret,
    DEMO_PASSWORD: secrets.demoPassword,
  }
}

/** The data folder's other secrets belong to its own. */
function otherSecrets(settings: Settings, { otherSessionSecrets: others }: Secrets): Record<string, string> {
  if (settings.AUTH0_SECRET || !others) return {}
  return { AUTH0_OTHER_SECRETS: [others.next, ...others.former].join(',') }
}

/** The address that the local tenant listens on: loopback by default, whatever proxy stands in front. */
export function tenantAddress(settings: Settings): ListenAddress {
  return listenAddress(settings.TENANT_LISTEN_ADDRESS ?? `http://127.0.0.1:${settings.TENANT_PORT}`)
}

/** The address at which browsers and the app reach the local tenant. */
export function localTenant(settings: Settings): string {
  return settings.TENANT_BASE_URL ?? `http://localhost:${settings.TENANT_PORT}`
}

/** Settings in the form of environment variables. An unset setting stays unset. */
function asVariables(settings: Settings): Record<string, string> {
  const set = Object.entries(settings).filter(([, value]) => value !== undefined)
  return Object.fromEntries(set.map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : String(value)]))
}

function without(env: NodeJS.ProcessEnv, pattern: RegExp): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !pattern.test(name))) as NodeJS.ProcessEnv
}
