import { businessAccountId, businessCustomer, type SeedCustomer } from '@/db/seed'
import { businessUrl, DEFAULT_PORTS } from '@/lib/platform/businesses'
import type { Settings } from '@/lib/platform/env'
import { ownAddress } from '@/lib/platform/own-address'
import { requireFreePort } from '@/tenant/process/ports'
import type { RoleAddresses } from './roles-apart'
import { readBusinessSecrets } from './secrets'

/** The demo resource servers beside the bank. Each is a folder of `services`. */
export const BUSINESSES = ['shop', 'brokerage'] as const

export type BusinessName = (typeof BUSINESSES)[number]

/** A business that is to run: its port, and the client that it signs in to the tenant as. */
export interface Business {
  port: number
  clientId: string
  clientSecret: string
}

export type Businesses = Record<BusinessName, Business | null>

export const NO_BUSINESSES: Businesses = { shop: null, brokerage: null }

const variable = <Of extends 'PORT' | 'CLIENT_ID' | 'CLIENT_SECRET' | 'METRICS_PORT'>(name: BusinessName, of: Of) =>
  `${name === 'shop' ? 'SHOP' : 'BROKERAGE'}_${of}` as const

/** What an inherited environment is trusted with; all else that a business needs is named. */
const INHERITED = /^(PATH|HOME|TZ|LANG|NODE_EXTRA_CA_CERTS|NODE_OPTIONS|BAINK_CRASH_FILE|OTEL_\w+)$/

/**
 * The businesses to start. One whose port is set must get it. Where it is not set, a port that stays taken, by another
 * bank for instance, leaves that business out, and `say` tells it; so does a tenant at which it has no client.
 * @param patienceMs how long a bank on the same ports may take to stop
 * @throws Error in one line if a port that was set stays taken, or its business has no client
 */
export async function businessesFor(
  settings: Settings,
  patienceMs: number,
  say: (line: string) => void,
): Promise<Businesses> {
  const chosen = async (name: BusinessName): Promise<Business | null> => {
    const asked = settings[variable(name, 'PORT')]
    const port = asked ?? DEFAULT_PORTS[name]
    if (port === 0) return null
    try {
      const client = clientOf(settings, name)
      const need = { purpose: `the ${name}`, remedy: `set ${variable(name, 'PORT')} (0: no ${name})`, patienceMs }
      await requireFreePort(port, need)
      return { port, ...client }
    } catch (error) {
      if (asked !== undefined) throw error
      if (!settings.AUTH0_DOMAIN) say(`There is no ${name}. ${error instanceof Error ? error.message : error}`)
      return null
    }
  }
  const [shop, brokerage] = await Promise.all([chosen('shop'), chosen('brokerage')])
  return { shop, brokerage }
}

function clientOf(settings: Settings, name: BusinessName): Omit<Business, 'port'> {
  const clientId = settings[variable(name, 'CLIENT_ID')]
  const clientSecret = settings[variable(name, 'CLIENT_SECRET')]
  if (clientSecret) return { clientId, clientSecret }
  if (settings.AUTH0_DOMAIN) throw new Error(`${variable(name, 'CLIENT_SECRET')}: needed when AUTH0_DOMAIN is set`)
  return { clientId, clientSecret: readBusinessSecrets(settings.DATA_DIR)[name] }
}

/** The businesses as customers of the bank, whether they run now or not. */
export function businessCustomers(settings: Settings): SeedCustomer[] {
  return BUSINESSES.map((name) => businessCustomer(name, settings[variable(name, 'CLIENT_ID')]))
}

/** What tenant and app are told: port 0 where no business runs. */
export function businessVariables(businesses: Businesses): Record<string, string> {
  return Object.fromEntries(
    BUSINESSES.flatMap((name) => {
      const business = businesses[name]
      if (!business) return [[variable(name, 'PORT'), '0']]
      return [
        [variable(name, 'PORT'), String(business.port)],
        [variable(name, 'CLIENT_ID'), business.clientId],
        [variable(name, 'CLIENT_SECRET'), business.clientSecret],
      ]
    }),
  )
}

/**
 * The whole environment of a business's process (services/door/config.ts). It is told nobody else's secret.
 * @param app the environment of the app
 */
export function businessEnvironment(
  name: BusinessName,
  { port, clientId, clientSecret }: Business,
  settings: Settings,
  database: RoleAddresses,
  app: NodeJS.ProcessEnv,
): NodeJS.ProcessEnv {
  const metricsPort = settings[variable(name, 'METRICS_PORT')]
  const inherited = Object.entries(app).filter(([member]) => INHERITED.test(member))
  return {
    ...Object.fromEntries(inherited),
    NODE_ENV: 'production',
    BAINK_PROCESS: name,
    BAINK_BUILD: 'normal',
    LOG_LEVEL: app.LOG_LEVEL,
    RATE_LIMIT_PER_MINUTE: String(settings.RATE_LIMIT_PER_MINUTE),
    SERVICE_URL: businessUrl(port),
    DATABASE_URL: database[`${name}Url`],
    AUTH0_DOMAIN: app.AUTH0_DOMAIN,
    AUTH0_CLIENT_ID: clientId,
    AUTH0_CLIENT_SECRET: clientSecret,
    BANK_ACCOUNT_ID: businessAccountId(businessCustomer(name, clientId)),
    BANK_URL: ownAddress(settings).origin,
    AGENT_API_AUDIENCE: app.AGENT_API_AUDIENCE,
    ...(metricsPort !== undefined && { METRICS_PORT: String(metricsPort), METRICS_HOST: settings.METRICS_HOST }),
  } as NodeJS.ProcessEnv
}
