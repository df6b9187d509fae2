import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { parseSettings } from '@/lib/platform/env'

const TENANT = { AUTH0_DOMAIN: 'example.eu.auth0.com', AUTH0_CLIENT_ID: 'id', AUTH0_CLIENT_SECRET: 'secret' }

function refusal(source: Record<string, string>): string {
  try {
    parseSettings(source)
  } catch (error) {
    return error instanceof Error ? error.message : ''
  }
  throw new Error('accepted')
}

test('with nothing set, everything has its default', () => {
  expect(parseSettings({})).toEqual({
    APP_BASE_URL: 'http://localhost:3000',
    SHOP_CLIENT_ID: 'baink-shop',
    BROKERAGE_CLIENT_ID: 'baink-brokerage',
    TENANT_PORT: 4000,
    DATA_DIR: '.data',
    TRANSFER_LIMIT: '10000.00',
    DAILY_LIMIT: '25000.00',
    RATE_LIMIT_PER_MINUTE: 300,
    APPROVAL_BINDING: 'token',
    APPROVAL_EXPIRY_SECONDS: 300,
    DRAIN_SECONDS: 0,
    TRUSTED_PROXIES: 0,
    METRICS_HOST: '127.0.0.1',
    OTEL_SERVICE_NAME: 'baink',
    OPENAI_MODEL: 'gpt-5-mini',
  })
})

/** A key for another algorithm than the one that receipts are signed with. */
const P384 = generateKeyPairSync('ec', { namedCurve: 'P-384' })
  .privateKey.export({ type: 'pkcs8', format: 'pem' })
  .toString()

const BAD: [string, string][] = [
  ['APP_BASE_URL', 'localhost'],
  ['LOG_LEVEL', 'loud'],
  ['AGENT_CLIENT_IDS', ' , '],
  ['APP_BASE_URL', 'ftp://localhost'],
  ['APP_BASE_URL', 'http://localhost:3000/bank'],
  ['APP_BASE_URL', 'http://localhost:3000/?x=1'],
  ['LISTEN_ADDRESS', 'hunter2'],
  ['LISTEN_ADDRESS', 'https://127.0.0.1:3000'],
  ['LISTEN_ADDRESS', 'http://127.0.0.1:3000/bank'],
  ['LISTEN_ADDRESS', 'http://127.0.0.1:70000'],
  ['LISTEN_ADDRESS', '127.0.0.1:3000'],
  ['TENANT_BASE_URL', 'http://id.hunter2.com'],
  ['TENANT_BASE_URL', 'https://id.hunter2.com/path'],
  ['TENANT_LISTEN_ADDRESS', 'https://hunter2'],
  ['DATABASE_URL', 'mysql://root:hunter2@db/bank'],
  ['DATABASE_URL', 'hunter2'],
  ['AUTH0_DOMAIN', 'https://hunter2.auth0.com/path'],
  ['AUTH0_DOMAIN', 'hunter2 .auth0.com'],
  ['AUTH0_DOMAIN', 'http://hunter2.auth0.com'],
  ['AUTH0_DOMAIN', 'http://10.0.0.7:4000'],
  ['AUTH0_DOMAIN', 'http://localhost.hunter2.com'],
  ['AUTH0_SECRET', 'hunter2'],
  ['APP_BASE_URL', 'http://localhost:0'],
  ['LISTEN_ADDRESS', 'http://127.0.0.1:0'],
  ['RECEIPT_SIGNING_KEY', 'hunter2'],
  ['RECEIPT_SIGNING_KEY', P384],
  ['RECEIPT_FORMER_KEYS', 'hunter2'],
  [
    'RECEIPT_FORMER_KEYS',
    JSON.stringify([{ kty: 'EC', crv: 'P-256', x: 'x', y: 'y', kid: 'k', alg: 'ES256', use: 'sig', d: 'private' }]),
  ],
  ['AUTH0_OTHER_SECRETS', `${'x'.repeat(32)},short`],
  ['TENANT_PORT', 'hunter2'],
  ['TENANT_PORT', '0'],
  ['TENANT_PORT', '65536'],
  ['TENANT_PORT', '4000.5'],
  ['SHOP_PORT', '-1'],
  ['BROKERAGE_PORT', 'hunter2'],
  ['TRANSFER_LIMIT', '-1'],
  ['TRANSFER_LIMIT', '1e4'],
  ['TRANSFER_LIMIT', '10,000.00'],
  ['TRANSFER_LIMIT', '10.001'],
  ['DAILY_LIMIT', 'hunter2'],
  ['RATE_LIMIT_PER_MINUTE', '0'],
  ['RATE_LIMIT_PER_MINUTE', 'hunter2'],
  ['APPROVAL_BINDING', 'none'],
  ['APPROVAL_BINDING', 'Record'],
  ['APPROVAL_EXPIRY_SECONDS', '301'],
  ['APPROVAL_EXPIRY_SECONDS', '0'],
  ['TRUSTED_PROXIES', '-1'],
  ['METRICS_PORT', 'hunter2'],
  ['METRICS_PORT', '0'],
  ['METRICS_HOST', 'http://hunter2'],
  ['OTEL_EXPORTER_OTLP_ENDPOINT', 'hunter2:4317'],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'grpc'],
  ['OPENAI_BASE_URL', 'hunter2'],
]

test.each(BAD)('a bad %s is named in one line: %s', (name, value) => {
  const message = refusal({ ...TENANT, [name]: value })
  expect(message).toMatch(new RegExp(`^${name}: [^\n]+$`))
})

test.each(BAD)('the value of a bad %s is not repeated: %s', (name, value) => {
  const [, reason = ''] = refusal({ ...TENANT, [name]: value }).split(`${name}: `)
  expect(reason).not.toContain('hunter2')
  if (value.length > 3) expect(reason).not.toContain(value)
})

test('every bad variable has its line', () => {
  const message = refusal({ TENANT_PORT: 'x', DAILY_LIMIT: 'y', APP_BASE_URL: 'z' })
  expect(message.split('\n').map((line) => line.split(':')[0])).toEqual(['APP_BASE_URL', 'TENANT_PORT', 'DAILY_LIMIT'])
})

test('an empty line in a .env file means that nothing is set', () => {
  const names = [...new Set(BAD.map(([name]) => name)), 'AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET', 'OPENAI_API_KEY']
  expect(parseSettings(Object.fromEntries(names.map((name) => [name, ''])))).toEqual(parseSettings({}))
})

test.each([
  ['', 'info'],
  ['loud', 'info'],
  ['constructor', 'info'],
  ['warn', 'warn'],
])('with LOG_LEVEL %j the log can be had, at %s', async (value, level) => {
  vi.resetModules()
  vi.stubEnv('LOG_LEVEL', value)
  const { log } = await import('@/lib/platform/log')
  vi.unstubAllEnvs()
  expect(log.level).toBe(level)
})

describe('AUTH0_DOMAIN', () => {
  test.each([
    ['example.eu.auth0.com', 'https://example.eu.auth0.com'],
    ['https://example.eu.auth0.com', 'https://example.eu.auth0.com'],
    ['https://example.eu.auth0.com/', 'https://example.eu.auth0.com'],
    ['http://localhost:4000', 'http://localhost:4000'],
    ['http://127.0.0.1:4000', 'http://127.0.0.1:4000'],
    ['http://[::1]:4000', 'http://[::1]:4000'],
  ])('%s is the origin %s', (domain, origin) => {
    expect(parseSettings({ ...TENANT, AUTH0_DOMAIN: domain }).AUTH0_DOMAIN).toBe(origin)
  })

  test.each(['AUTH0_CLIENT_ID', 'AUTH0_CLIENT_SECRET'])('needs %s beside it', (name) => {
    expect(refusal({ ...TENANT, [name]: '' })).toBe(`${name}: needed when AUTH0_DOMAIN is set`)
  })
})

test.each(['token', 'record'])('an approval may be bound by %s', (binding) => {
  expect(parseSettings({ APPROVAL_BINDING: binding }).APPROVAL_BINDING).toBe(binding)
})

test('a list of clients is taken apart', () => {
  expect(parseSettings({ AGENT_CLIENT_IDS: ' one, two ,,three' }).AGENT_CLIENT_IDS).toEqual(['one', 'two', 'three'])
})

test.each([
  'postgres://localhost/bank',
  'postgresql://bank:secret@db:5432/bank?sslmode=require',
  'postgres://bank:secret@/bank?host=/run/postgresql',
])('the database may be at %s', (url) => {
  expect(parseSettings({ DATABASE_URL: url }).DATABASE_URL).toBe(url)
})

describe('the app’s own environment', () => {
  const COMPLETE = {
    ...TENANT,
    APP_BASE_URL: 'https://bank.example',
    DATABASE_URL: 'postgres://localhost/bank',
    AUTH0_SECRET: 's'.repeat(32),
  }

  /** `env()` remembers, so each test asks a module of its own. */
  async function envOf(source: Record<string, string>) {
    vi.resetModules()
    for (const name of [...Object.keys(COMPLETE), 'AGENT_API_AUDIENCE', 'AGENT_CLIENT_IDS'])
      vi.stubEnv(name, source[name])
    const { env } = await import('@/lib/platform/env')
    try {
      return env()
    } finally {
      vi.unstubAllEnvs()
    }
  }

  test('the agent’s audience and clients follow from the rest', async () => {
    expect(await envOf(COMPLETE)).toMatchObject({
      AGENT_API_AUDIENCE: 'https://bank.example/api/agent/transfers',
      AGENT_CLIENT_IDS: ['id'],
    })
  })

  test.each(['DATABASE_URL', 'AUTH0_SECRET'])('%s is missed by name', async (name) => {
    await expect(envOf({ ...COMPLETE, [name]: '' })).rejects.toThrow(new RegExp(`^${name}: not set[^\n]*$`))
  })
})
