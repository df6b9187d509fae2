import { z } from 'zod'
import type { TenantConfig } from './tenant-config'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

const origin = z.url({ protocol: /^https?$/ }).refine((value) => {
  const { protocol, hostname } = new URL(value)
  return protocol === 'https:' || LOOPBACK.has(hostname)
}, 'http is for loopback hosts only')

/** Several hosts with commas between them are one address to Postgres clients; URL knows addresses of one host only. */
const databaseUrl = z
  .string()
  .refine(
    (value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value.replace(/,[^/?]*/, '')),
    'must be a postgres:// address',
  )

const Environment = z.object({
  TENANT_ISSUER: origin.default('http://localhost:4000/').transform((issuer) => new URL('/', issuer).href),
  TENANT_PORT: z.coerce.number().int().min(1).max(65_535).default(4000),
  TENANT_DATABASE_URL: databaseUrl,
  TENANT_CLIENT_ID: z.string().min(1),
  TENANT_CLIENT_SECRET: z.string().min(1),
  APP_BASE_URL: origin.default('http://localhost:3000').transform((url) => url.replace(/\/+$/, '')),
  AGENT_API_AUDIENCE: z.url().optional(),
  DEMO_PASSWORD: z.string().min(8),
  TENANT_COOKIE_SECRET: z.string().min(32).optional(),
  TENANT_POLL_INTERVAL_SECONDS: z.coerce.number().int().min(1).max(60).default(1),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug', 'trace']).default('info'),
})

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
    databaseUrl: env.TENANT_DATABASE_URL,
    clients: [
      {
        id: env.TENANT_CLIENT_ID,
        name: 'Aiya',
        secret: env.TENANT_CLIENT_SECRET,
        redirectUris: [`${env.APP_BASE_URL}/auth/callback`],
        // nextjs-auth0 sends it with a slash or without, by version.
        postLogoutRedirectUris: [env.APP_BASE_URL, `${env.APP_BASE_URL}/`],
        asksForApprovals: true,
      },
    ],
    agentAudience: env.AGENT_API_AUDIENCE ?? `${env.APP_BASE_URL}/api/agent/transfers`,
    homeUrl: env.APP_BASE_URL,
    demoPassword: env.DEMO_PASSWORD,
    cookieSecret: env.TENANT_COOKIE_SECRET,
    pollIntervalSeconds: env.TENANT_POLL_INTERVAL_SECONDS,
    logLevel: env.LOG_LEVEL,
  }
}
