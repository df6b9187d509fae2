import { z } from 'zod'
import { readAddress } from './store/address'
import type { BusinessKind, TenantClient, TenantConfig } from './tenant-config'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

const origin = z.url({ protocol: /^https?$/ }).refine((value) => {
  const { protocol, hostname } = new URL(value)
  return protocol === 'https:' || LOOPBACK.has(hostname)
}, 'http is for loopback hosts only')

const databaseUrl = z.string().superRefine((address, context) => {
  try {
    readAddress(address)
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'cannot be read' })
  }
})

const Environment = z.object({
  TENANT_ISSUER: origin.default('http://localhost:4000/').transform((issuer) => new URL('/', issuer).href),
  TENANT_PORT: z.coerce.number().int().min(1).max(65_535).default(4000),
  TENANT_LISTEN_HOST: z.string().min(1).default('127.0.0.1'),
  TENANT_TRUSTED_PROXIES: z.coerce.number().int().min(0).max(8).default(0),
  TENANT_METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  TENANT_DATABASE_URL: databaseUrl,
  TENANT_LOGOUT_URI: z.url({ protocol: /^https?$/ }).optional(),
  TENANT_CLIENT_ID: z.string().min(1),
  TENANT_CLIENT_SECRET: z.string().min(1),
  SHOP_CLIENT_ID: z.string().min(1).default('baink-shop'),
  SHOP_CLIENT_SECRET: z.string().min(1).optional(),
  SHOP_PORT: z.coerce.number().int().min(0).max(65_535).default(3001),
  BROKERAGE_CLIENT_ID: z.string().min(1).default('baink-brokerage'),
  BROKERAGE_CLIENT_SECRET: z.string().min(1).optional(),
  BROKERAGE_PORT: z.coerce.number().int().min(0).max(65_535).default(3002),
  TENANT_AGENT_SECRET: z.union([z.literal('').transform(() => undefined), z.string().min(16)]).optional(),
  APP_BASE_URL: origin.default('http://localhost:3000').transform((url) => url.replace(/\/+$/, '')),
  AGENT_API_AUDIENCE: z.url().optional(),
  DEMO_PASSWORD: z.string().min(8),
  TENANT_COOKIE_SECRET: z.string().min(32).optional(),
  TENANT_POLL_INTERVAL_SECONDS: z.coerce.number().int().min(1).max(60).optional(),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
})

const Metrics = Environment.pick({ TENANT_METRICS_PORT: true, METRICS_HOST: true })

/** Where the tenant's numbers are served; null for nowhere. `readEnvironment` has judged the variables. */
export function readMetricsAddress(variables: NodeJS.ProcessEnv): { host: string; port: number } | null {
  const { TENANT_METRICS_PORT: port, METRICS_HOST: host } = Metrics.parse(variables)
  return port === undefined ? null : { host, port }
}

/**
 * Reads the tenant's settings, once, at the start.
 * @throws Error whose message names every variable that is missing or wrong, never its value
 */
export function readEnvironment(variables: NodeJS.ProcessEnv): TenantConfig {
  const parsed = Environment.safeParse(variables)
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'))
  }
  const env = parsed.data
  return {
    issuer: env.TENANT_ISSUER,
    port: env.TENANT_PORT,
    listenHost: env.TENANT_LISTEN_HOST,
    trustedProxies: env.TENANT_TRUSTED_PROXIES,
    databaseUrl: env.TENANT_DATABASE_URL,
    clients: [
      {
        id: env.TENANT_CLIENT_ID,
        name: 'Aiya',
        secret: env.TENANT_CLIENT_SECRET,
        redirectUris: [`${env.APP_BASE_URL}/auth/callback`],
        // nextjs-auth0 sends this address with or without the slash, depending on its version.
        postLogoutRedirectUris: [env.APP_BASE_URL, `${env.APP_BASE_URL}/`],
        // The app is told at its own address: its public one may be a proxy with a certificate that the tenant does not
        // know.
        backchannelLogoutUri: env.TENANT_LOGOUT_URI ?? `${env.APP_BASE_URL}/auth/backchannel-logout`,
        revocationUri: new URL('/api/mandates/revocations', env.TENANT_LOGOUT_URI ?? env.APP_BASE_URL).href,
        asksForApprovals: true,
        freezesOnNotMe: true,
      },
      ...businessesIn(env),
      ...(env.TENANT_AGENT_SECRET === undefined ? [] : [ownAgent(env.TENANT_AGENT_SECRET)]),
    ],
    agentAudience: env.AGENT_API_AUDIENCE ?? `${env.APP_BASE_URL}/api/agent/transfers`,
    mcpAudience: `${env.APP_BASE_URL}/api/mcp`,
    homeUrl: env.APP_BASE_URL,
    demoPassword: env.DEMO_PASSWORD,
    cookieSecret: env.TENANT_COOKIE_SECRET,
    pollIntervalSeconds: env.TENANT_POLL_INTERVAL_SECONDS ?? 1,
    // The interval of a device that was told none (RFC 8628 section 3.5).
    deviceIntervalSeconds: env.TENANT_POLL_INTERVAL_SECONDS ?? 5,
    logLevel: env.LOG_LEVEL,
  }
}

/** The shop and the brokerage, each where it is started and has a secret. */
function businessesIn(env: z.output<typeof Environment>): TenantClient[] {
  const { SHOP_PORT, SHOP_CLIENT_ID, SHOP_CLIENT_SECRET } = env
  const { BROKERAGE_PORT, BROKERAGE_CLIENT_ID, BROKERAGE_CLIENT_SECRET } = env
  return [
    ...business('shop', 'bAInk Shop', SHOP_PORT, SHOP_CLIENT_ID, SHOP_CLIENT_SECRET),
    ...business('brokerage', 'bAInk Brokerage', BROKERAGE_PORT, BROKERAGE_CLIENT_ID, BROKERAGE_CLIENT_SECRET),
  ]
}

function business(kind: BusinessKind, name: string, port: number, id: string, secret?: string): TenantClient[] {
  if (port === 0 || secret === undefined) return []
  const api = { kind, audience: `http://localhost:${port}/api/orders` }
  return [{ id, name, secret, redirectUris: [], postLogoutRedirectUris: [], asksForApprovals: false, business: api }]
}

/** An agent that the customer wrote and runs on their own computer, such as examples/agent-from-scratch. */
function ownAgent(secret: string): TenantClient {
  return {
    id: 'own-agent',
    name: 'Your own agent',
    secret,
    redirectUris: ['http://localhost:8976/callback'],
    postLogoutRedirectUris: [],
    asksForApprovals: true,
    preparesTransfers: true,
  }
}
