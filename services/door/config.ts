import { z } from 'zod'
import { LOG_LEVELS } from '@/lib/platform/env'

const environment = z.object({
  SERVICE_URL: z.url({ protocol: /^https?$/ }),
  DATABASE_URL: z.string().min(1),
  AUTH0_DOMAIN: z.url(),
  AUTH0_CLIENT_ID: z.string().min(1),
  AUTH0_CLIENT_SECRET: z.string().min(1),
  BANK_URL: z.url({ protocol: /^https?$/ }),
  AGENT_API_AUDIENCE: z.string().min(1),
  BANK_ACCOUNT_ID: z.uuid(),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(300),
  LOG_LEVEL: z.enum(LOG_LEVELS).optional(),
  METRICS_PORT: z.coerce.number().int().min(1).max(65_535).optional(),
  METRICS_HOST: z.string().min(1).default('127.0.0.1'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
})

/** What a business is told at its start. */
export interface ServiceConfig {
  /** The origin that it is reached at, whose port it listens on. */
  url: string
  databaseUrl: string
  /** The tenant's origin. */
  tenant: string
  clientId: string
  clientSecret: string
  /** The bank's origin, and the audience of its agent API. */
  bank: string
  bankAudience: string
  /** The business's account at the bank. */
  accountId: string
  writesPerMinute: number
  /** Where its numbers are served; undefined for nowhere. */
  metrics?: { host: string; port: number } | undefined
}

/**
 * Reads a business's environment, which `npm start` makes (scripts/businesses.ts).
 * @throws Error with one line for each bad variable, without its value
 */
export function readConfig(source: Record<string, string | undefined>): ServiceConfig {
  const parsed = environment.safeParse(source)
  if (!parsed.success)
    throw new Error(parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('\n'))
  const { data } = parsed
  return {
    url: data.SERVICE_URL.replace(/\/$/, ''),
    databaseUrl: data.DATABASE_URL,
    tenant: data.AUTH0_DOMAIN.replace(/\/$/, ''),
    clientId: data.AUTH0_CLIENT_ID,
    clientSecret: data.AUTH0_CLIENT_SECRET,
    bank: data.BANK_URL.replace(/\/$/, ''),
    bankAudience: data.AGENT_API_AUDIENCE,
    accountId: data.BANK_ACCOUNT_ID,
    writesPerMinute: data.RATE_LIMIT_PER_MINUTE,
    metrics: data.METRICS_PORT === undefined ? undefined : { host: data.METRICS_HOST, port: data.METRICS_PORT },
  }
}
