import { createPrivateKey } from 'node:crypto'
import { z } from 'zod'

const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

const port = z.coerce.number().int().min(1).max(65_535)
const decimal = z.string().regex(/^\d{1,13}(\.\d{1,2})?$/, 'must be an amount like 10000.00')

const appBaseUrl = z.url({ protocol: /^https?$/ }).transform((value, context) => {
  const url = new URL(value)
  if (url.pathname !== '/' || url.search || url.hash) {
    context.addIssue({ code: 'custom', message: 'must be an origin without a path, like http://localhost:3000' })
  }
  return url.origin
})

/** Several hosts with commas between them are one address to Postgres clients; URL knows addresses of one host only. */
const databaseUrl = z
  .string()
  .refine(
    (value) => /^postgres(ql)?:\/\//.test(value) && URL.canParse(value.replace(/,[^/?]*/, '')),
    'must be a postgres:// address',
  )

/** Accepts `tenant.example.com` or an address; plain http only where nobody can listen in. Yields an origin. */
const tenantOrigin = z.string().transform((value, context) => {
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

/** PKCS#8 in PEM, of a key for ES256 (RFC 7518 section 3.4); a line break may be spelt `\n`, as .env files do. */
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

const schema = z.object({
  APP_BASE_URL: appBaseUrl.default('http://localhost:3000'),
  DATABASE_URL: databaseUrl.optional(),
  AUTH0_DOMAIN: tenantOrigin.optional(),
  AUTH0_CLIENT_ID: z.string().optional(),
  AUTH0_CLIENT_SECRET: z.string().optional(),
  AUTH0_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  RECEIPT_SIGNING_KEY: signingKey.optional(),
  AGENT_API_AUDIENCE: z.string().optional(),
  AGENT_CLIENT_IDS: z
    .string()
    .transform((list) =>
      list
        .split(',')
        .map((id) => id.trim())
        .filter(Boolean),
    )
    .refine((ids) => ids.length > 0, 'must name a client')
    .optional(),
  TENANT_PORT: port.default(4000),
  DATA_DIR: z.string().default('.data'),
  TRANSFER_LIMIT: decimal.default('10000.00'),
  DAILY_LIMIT: decimal.default('25000.00'),
  RATE_LIMIT_PER_MINUTE: z.coerce.number().int().min(1).default(300),
  APPROVAL_BINDING: z.enum(['token', 'record']).default('token'),
  APPROVAL_EXPIRY_SECONDS: z.coerce.number().int().min(1).max(300).default(300),
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(8).default(0),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug', 'trace']).optional(),
  OPENAI_API_KEY: z.string().optional(),
  OPENAI_BASE_URL: z.url({ protocol: /^https?$/ }).optional(),
  OPENAI_MODEL: z.string().default('gpt-5-mini'),
})

/** The environment as a person may set it: everything optional. `.env.example` explains each. */
export type Settings = z.output<typeof schema>

/** What the app cannot do without, and what `npm start` fills in where nobody has set it. */
const NEEDED = ['DATABASE_URL', 'AUTH0_DOMAIN', 'AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET', 'AUTH0_SECRET'] as const

/** The environment as the app needs it: what `npm start` embeds is filled in by then, and what follows from the rest. */
export type Env = Settings &
  Required<Pick<Settings, (typeof NEEDED)[number] | 'AGENT_API_AUDIENCE' | 'AGENT_CLIENT_IDS'>>

/**
 * Parses the environment.
 * @throws Error with one line for each bad variable, which it names; values are never repeated, they may be secrets.
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

let parsed: Env | undefined

/**
 * The app's environment, parsed once.
 * @throws Error naming the variable that is bad, or that is missing because the app was not started by `npm start`.
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
