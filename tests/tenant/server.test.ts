import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readEnvironment } from '@/tenant/env'
import { freePort } from '@/tenant/postgres/free-port'
import { createTestDatabase, type TestDatabase } from '../support/bank/database'
import { phoneRobot } from '../support/phone/phone'
import { bundled } from '../support/programs/bundled'
import { PASSWORD } from '../support/tenant/tenant'

const GOOD = {
  NODE_ENV: 'test' as const,
  TENANT_DATABASE_URL: 'postgres://tenant:secret@localhost/bank',
  TENANT_CLIENT_ID: 'bank-app',
  TENANT_CLIENT_SECRET: 'a-secret-of-the-app',
  DEMO_PASSWORD: PASSWORD,
}

/** As the bank's launcher runs it. */
const SOURCES = ['--import', 'tsx', 'tenant/server.ts']
/** Far less than a stream that nobody closes would last. */
const SOON_MS = 20_000

describe('the environment', () => {
  it('has a default for all that can have one', () => {
    expect(readEnvironment(GOOD)).toMatchObject({
      issuer: 'http://localhost:4000/',
      port: 4000,
      agentAudience: 'http://localhost:3000/api/agent/transfers',
      mcpAudience: 'http://localhost:3000/api/mcp',
      pollIntervalSeconds: 1,
      deviceIntervalSeconds: 5,
      clients: [
        {
          redirectUris: ['http://localhost:3000/auth/callback'],
          postLogoutRedirectUris: ['http://localhost:3000', 'http://localhost:3000/'],
        },
      ],
    })
  })

  it('takes one interval for approvals and devices', () => {
    const settings = readEnvironment({ ...GOOD, TENANT_POLL_INTERVAL_SECONDS: '2' })
    expect(settings).toMatchObject({ pollIntervalSeconds: 2, deviceIntervalSeconds: 2 })
  })

  it.each([
    ['TENANT_DATABASE_URL', undefined],
    ['TENANT_DATABASE_URL', 'one.example,two.example/bank'],
    ['TENANT_DATABASE_URL', 'postgres://tenant:hunter2@one.example:5432,two.example:5433/bank'],
    ['TENANT_DATABASE_URL', 'postgres:///bank?host=/run/one,/run/two'],
    ['TENANT_DATABASE_URL', 'mysql://localhost/bank'],
    ['TENANT_CLIENT_ID', ''],
    ['TENANT_CLIENT_SECRET', ''],
    ['DEMO_PASSWORD', undefined],
    ['TENANT_PORT', '70000'],
    ['TENANT_ISSUER', 'http://bank.example/'],
    ['TENANT_ISSUER', 'localhost:4000'],
    ['APP_BASE_URL', 'http://192.168.0.1:3000'],
    ['AGENT_API_AUDIENCE', 'transfers'],
    ['TENANT_POLL_INTERVAL_SECONDS', '0'],
    ['TENANT_COOKIE_SECRET', 'short'],
  ])('names %s when it is %s, and does not repeat it', (name, value) => {
    const attempt = () => readEnvironment({ ...GOOD, [name]: value })
    expect(attempt).toThrow(new RegExp(`^${name}: `))
    if (value && value.length > 6) expect(attempt).not.toThrow(value)
  })
})

describe('the process', () => {
  let database: TestDatabase
  let child: ChildProcess
  let output = ''
  let issuer: string

  beforeAll(async () => {
    database = await createTestDatabase()
    const port = await freePort()
    issuer = `http://localhost:${port}/`
    child = run({
      TENANT_DATABASE_URL: await asTenantRole(database.url),
      TENANT_ISSUER: issuer,
      TENANT_PORT: String(port),
    })
    child.stdout?.on('data', (chunk) => {
      output += chunk
    })
    await new Promise<void>((resolve) => child.stdout?.on('data', () => output.includes('is ready') && resolve()))
  })
  afterAll(async () => {
    if (child.exitCode === null) child.kill('SIGKILL')
    await database.drop()
    await dropTenantRole(database.url)
  })

  it('runs as a role that owns nothing but its schema', async () => {
    expect((await fetch(new URL('healthz', issuer))).status).toBe(200)
    await phoneRobot(issuer, 'alice@example.com', PASSWORD)
  })

  it('answers on 127.0.0.1 and logs no secrets', async () => {
    expect((await fetch(issuer.replace('localhost', '127.0.0.1').concat('healthz'))).status).toBe(200)
    const robot = await phoneRobot(issuer, 'bob@example.com', PASSWORD)
    await fetch(new URL('authorize?client_id=bank-app&state=very-secret-state', issuer), { redirect: 'manual' })
    for (const secret of [PASSWORD, GOOD.TENANT_CLIENT_SECRET, robot.cookie, 'very-secret-state', 'bob@example.com']) {
      expect(output).not.toContain(secret)
    }
    for (const line of output.trim().split('\n')) expect(() => JSON.parse(line)).not.toThrow()
  })

  it('ends by itself soon after a SIGTERM, open streams or not', async () => {
    const robot = await phoneRobot(issuer, 'alice@example.com', PASSWORD)
    const stream = await fetch(new URL('phone/events', issuer), { headers: { cookie: robot.cookie } })
    expect(stream.status).toBe(200)
    const startedAt = performance.now()
    child.kill('SIGTERM')
    const [code] = await once(child, 'exit')
    expect(code).toBe(0)
    expect(performance.now() - startedAt).toBeLessThan(SOON_MS)
  })

  it('does not start on a bad setting, and says which', async () => {
    const failing = run({ TENANT_DATABASE_URL: database.url, TENANT_PORT: 'four thousand' }, SOURCES)
    let words = ''
    failing.stderr?.on('data', (chunk) => {
      words += chunk
    })
    const [code] = await once(failing, 'exit')
    expect(code).toBe(1)
    expect(words).toContain('TENANT_PORT')
  })
})

function run(env: Record<string, string>, program = [bundled('tenant')]): ChildProcess {
  return spawn(process.execPath, program, {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...GOOD, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
}

const roleOf = (url: string) => `role_${new URL(url).pathname.slice(1)}`

/** A role like the one that the bank's launcher makes: no right to create anything outside the schema it is given. */
async function asTenantRole(adminUrl: string): Promise<string> {
  const role = roleOf(adminUrl)
  const admin = postgres(adminUrl, { max: 1, onnotice: () => {} })
  await admin.unsafe(`CREATE ROLE ${role} LOGIN PASSWORD 'tenant-role'; CREATE SCHEMA tenant AUTHORIZATION ${role}`)
  await admin.end()
  const url = new URL(adminUrl)
  url.username = role
  url.password = 'tenant-role'
  return url.href
}

async function dropTenantRole(url: string): Promise<void> {
  const admin = postgres(process.env.TEST_POSTGRES_URL ?? '', { max: 1, onnotice: () => {} })
  await admin.unsafe(`DROP ROLE IF EXISTS ${roleOf(url)}`)
  await admin.end()
}
