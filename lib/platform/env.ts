import { createPrivateKey } from 'node:crypto'
import { z } from 'zod'
import { readAddress } from '@/db/address'
import { readShardAddresses } from '@/db/shards/addresses'
import { LOOPBACK } from './own-address'

/** The values of LOG_LEVEL. */
export const LOG_LEVELS = ['silent', 'error', 'warn', 'info', 'debug', 'trace'] as const

const port = z.coerce.number().int().min(1).max(65_535)
const portOrNone = z.coerce.number().int().min(0).max(65_535)
const decimal = z.string().regex(/^\d{1,13}(\.\d{1,2})?$/, 'must be an amount like 10000.00')

function originOver(protocol: RegExp) {
  return z.url({ protocol }).transform((value, context) => {
    const url = new URL(value)
    if (url.href !== `${url.origin}/`) {
      context.addIssue({ code: 'custom', message: 'must be an origin without a path, like http://localhost:3000' })
    }
    // Nobody would know which port it is then.
    if (url.port === '0') context.addIssue({ code: 'custom', message: 'must name a port that can be reached, not 0' })
    return url.origin
  })
}

const databaseUrl = z.string().superRefine((address, context) => {
  try {
    readAddress(address)
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'cannot be read' })
  }
})

/** The addresses of all shards by their names. */
const shardAddresses = z.string().transform((text, context) => {
  try {
    return readShardAddresses(text)
  } catch (error) {
    context.addIssue({ code: 'custom', message: error instanceof Error ? error.message : 'cannot be read' })
    return z.NEVER
  }
})

/** Where the app of each shard is reached, by the shard's name. */
const shardApps = z
  .string()
  .transform((text) =>
    Object.fromEntries(
      text
        .split(/\s+/)
        .filter(Boolean)
        .map((part) => part.split(/=(.*)/s).slice(0, 2)),
    ),
  )
  .pipe(z.record(z.string(), originOver(/^https?$/)))

/** Accepts `tenant.example.com` or an address, and plain http only for loopback. Gives an origin. */
export const tenantOrigin = z.string().transform((value, context) => {
  const address = /^https?:\/\//.test(value) ? value : `https://${value}`
  const url = URL.canParse(address) ? new URL(address) : null
  if (url?.href !== `${url?.origin}/`) {
    context.addIssue({ code: 'custom', message: 'must be a tenant domain like example.eu.auth0.com' })
    return z.NEVER
  }
  if (url.protocol === 'http:' && !LOOPBACK.has(url.hostname)) {
    context.addIssue({ code: 'custom', message: 'may use http:// for loopback hosts only' })
    return z.NEVER
  }
  return url.origin
})

/** A key for ES256 (RFC 7518 section 3.4) as PKCS#8 in PEM. A line break may be written `\n`, as in .env files. */
const signingKey = z
  .string()
  .transform((text) => text.replaceAll('\\n', '\n'))
  .refine(isP256Key, 'must be a P-256 private key as PKCS#8 PEM')

function isP256Key(pem: string): boolean {
  try {
    return createPrivateKey(pem).asymmetricKeyDetails?.namedCurve === 'prime256v1'
  } catch {
    return false
  }
}

/** Separated by commas. */
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((one) => one.trim())
    .filter(Boolean),
)

const publicKey = z.strictObject({
  ...{ kty: z.literal('EC'), crv: z.literal('P-256'), x: z.string(), y: z.string() },
  ...{ kid: z.string(), alg: z.literal('ES256'), use: z.literal('sig') },
})

/** A list in JSON of public keys for ES256 (RFC 7517), without any private member. It stays a text. */
const publicKeys = z.string().refine((text) => {
  try {
    return z.array(publicKey).safeParse(JSON.parse(text)).success
  } catch {
    return false
  }
}, 'must be a list in JSON of public P-256 keys')

const schema = z.object({
  APP_BASE_URL: originOver(/^https?$/).default('http://localhost:3000'),
  LISTEN_ADDRESS: originOver(/^http$/).optional(),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_SHARDS: shardAddresses.optional(),
  DATABASE_DIRECTORY: databaseUrl.optional(),
  SHARD_APPS: shardApps.optional(),
  AUTH0_DOMAIN: tenantOrigin.optional(),
  AUTH0_CLIENT_ID: z.string().optional(),
  AUTH0_CLIENT_SECRET: z.string().optional(),
  AUTH0_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  AUTH0_OTHER_SECRETS: list
    .refine((secrets) => secrets.every((secret) => secret.length >= 32), 'each must have at least 32 characters')
    .optional(),
  RECEIPT_SIGNING_KEY: signingKey.optional(),
  RECEIPT_FORMER_KEYS: publicKeys.optional(),
  AGENT_API_AUDIENCE: z.string().optional(),
  AGENT_API_PORT: port.optional(),
  AGENT_CLIENT_IDS: list.refine((ids) => ids.length > 0, 'must name a client').optional(),
  SHOP_PORT: portOrNone.optional(),
  SHOP_CLIENT_ID: z.string().default('baink-shop'),
  SHOP_CLIENT_SECRET: z.string().optional(),
  BROKERAGE_PORT: portOrNone.optional(),
  BROKERAGE_CLIENT_ID: z.string().default('baink-brokerage'),
  BROKERAGE_CLIENT_SECRET: z.string().optional(),
  TENANT_PORT: port.default(4000),
  TENANT_BASE_URL: tenantOrigin.optional(),
  TENANT_LISTEN_ADDRESS: originOver(/^http$/).optional(),
  DATA_DIR: z.string().default('.data'),
  TRANSFER_LIMIT: decimal.default('10000.00'),
  DAILY_LIMIT: decimal.default('25000.00'),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(300),
  APPROVAL_BINDING: z.enum(['token', 'record']).default('token'),
  APPROVAL_EXPIRY_SECONDS: z.coerce.number().int().min(1).max(300).default(300),
  DRAIN_SECONDS: z.coerce.number().int().min(0).max(60).default(0),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(8).default(0),
  METRICS_PORT: port.optional(),
  TENANT_METRICS_PORT: port.optional(),
  SHOP_METRICS_PORT: port.optional(),
  BROKERAGE_METRICS_PORT: port.optional(),
  METRICS_HOST: z
    .union([z.ipv4(), z.ipv6(), z.hostname()], 'must be a host to listen on, like 0.0.0.0')
    .default('127.0.0.1'),
  OTEL_EXPORTER_OTLP_ENDPOINT: z.url({ protocol: /^https?$/ }).optional(),
  OTEL_EXPORTER_OTLP_PROTOCOL: z.literal('http/json', 'must be http/json, the one that is spoken here').optional(),
  OTEL_SERVICE_NAME: z.string().default('baink'),
  /** `npm start` makes up a new one at each start. */
  BANK_INSTANCE: z.string().optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS).optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  OPENAI_MODEL: z.string().default('gpt-5-mini'),
})

/** The environment as a person may set it, with everything optional. `.env.example` explains each variable. */
export type Settings = z.output<typeof schema>

/** The variables that the app needs. `npm start` sets those that are missing. */
const NEEDED = ['DATABASE_URL', 'AUTH0_DOMAIN', 'AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET', 'AUTH0_SECRET'] as const

/** The environment as the app needs it, complete with what `npm start` has set and with derived values. */
export type Env = Settings &
  Required<Pick<Settings, (typeof NEEDED)[number] | 'AGENT_API_AUDIENCE' | 'AGENT_CLIENT_IDS'>>

/**
 * Parses the environment.
 * @throws Error with one line for each bad variable, which it names. It never repeats a value, which may be a secret
 */
export function parseSettings(source: Record<string, string | undefined>): Settings {
  // An empty line in a .env file means "not set".
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = schema.safeParse(set)
  if (!parsed.success) {
    throw new Error(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'))
  }
  const { AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET } = parsed.data
  if (AUTH0_DOMAIN && !AUTH0_CLIENT_ID) throw new Error('AUTH0_CLIENT_ID: needed when AUTH0_DOMAIN is set')
  if (AUTH0_DOMAIN && !AUTH0_CLIENT_SECRET) throw new Error('AUTH0_CLIENT_SECRET: needed when AUTH0_DOMAIN is set')
  return parsed.data
}

/**
 * The tenant's origin, for every process that verifies its tokens.
 * @throws Error if it is not set
 */
export function tenantOriginIn(source: Record<string, string | undefined>): string {
  const { AUTH0_DOMAIN } = parseSettings(source)
  if (!AUTH0_DOMAIN) throw new Error('AUTH0_DOMAIN: not set')
  return AUTH0_DOMAIN
}

let parsed: Env | undefined

/**
 * The app's environment, parsed once.
 * @throws Error that names a bad variable, or one that is missing because `npm start` did not start the app
 */
export function env(): Env {
  if (parsed) return parsed
  const settings = parseSettings(process.env)
  for (const name of NEEDED) {
    if (!settings[name])
      throw new Error(`${name}: not set, and nothing is embedded unless \`npm start\` starts the app`)
  }
  parsed = {
    ...settings,
    AGENT_API_AUDIENCE: settings.AGENT_API_AUDIENCE ?? `${settings.APP_BASE_URL}/api/agent/transfers`,
    AGENT_CLIENT_IDS: settings.AGENT_CLIENT_IDS ?? [settings.AUTH0_CLIENT_ID],
  } as Env
  return parsed
}
