import { setTimeout as sleep } from 'node:timers/promises'
import { seed } from '@/db/seed'
import type { Settings } from '@/lib/env'
import { type BankDatabase, embeddedDatabaseGone, openBankDatabase } from './bank-database'
import { buildIfChanged } from './build'
import { requireFreePort } from './ports'
import { readReceiptKey, readSecrets, type Secrets } from './secrets'
import { type Supervised, supervise } from './supervise'

const READY_MS_MAX = 120_000
/** How long a bank on the same ports, whose npm was killed, may take to stop. */
const PREDECESSOR_MS_MAX = 5_000
const LOOPBACK = new Set(['localhost', '127.0.0.1', '[::1]'])

export interface Bank {
  app: string
  /** Null where AUTH0_DOMAIN names a real tenant. */
  tenant: string | null
  demoPassword: string
  database: BankDatabase
  /** Resolves with the name of the first part that ended by itself. */
  failed: Promise<string>
  stop(): Promise<void>
}

interface BankOptions {
  settings: Settings
  development: boolean
  say: (line: string) => void
  /** Where the processes' own output goes. */
  output: 'inherit' | ((chunk: string) => void)
  /** The environment that the processes inherit. */
  source?: NodeJS.ProcessEnv
}

/** Starts database, tenant and app in this order, and stops them in the other. Leaves nothing behind if one fails. */
export async function startBank({
  settings,
  development,
  say,
  output,
  source = process.env,
}: BankOptions): Promise<Bank> {
  const app = new URL(settings.APP_BASE_URL)
  const appPort = Number(app.port || (app.protocol === 'https:' ? 443 : 80))
  const secrets = readSecrets(settings.DATA_DIR)
  const remedy = 'set APP_BASE_URL, for example to http://localhost:3001'
  let predecessor = await requireFreePort(appPort, 'the app', remedy, PREDECESSOR_MS_MAX)
  if (!settings.AUTH0_DOMAIN) {
    const waited = await requireFreePort(
      settings.TENANT_PORT,
      'the local tenant',
      'set TENANT_PORT',
      PREDECESSOR_MS_MAX,
    )
    predecessor ||= waited
  }
  // A predecessor's database goes last. To join that one now would be to lose it in a moment.
  if (predecessor && !settings.DATABASE_URL) await embeddedDatabaseGone(settings.DATA_DIR, secrets)
  if (!development) await buildIfChanged(say)

  const started: { name: string; part: { exited: Promise<unknown>; stop(): Promise<void> } }[] = []
  let stopping: Promise<void> | undefined
  const stop = () => {
    stopping ??= (async () => {
      for (const { part } of [...started].reverse()) await part.stop()
    })()
    return stopping
  }
  const keep = <P extends { exited: Promise<unknown>; stop(): Promise<void> }>(name: string, part: P): P => {
    started.push({ name, part })
    return part
  }
  try {
    say(settings.DATABASE_URL ? 'Preparing the database …' : 'Starting the database …')
    const database = keep('database', await openBankDatabase(settings, secrets, say))
    await seed(database.ownerUrl)
    const env = environmentFor(settings, secrets, database, source)
    const tenant = settings.AUTH0_DOMAIN ? null : `http://localhost:${settings.TENANT_PORT}`
    if (tenant) {
      say('Starting the local tenant …')
      const process = keep('local tenant', startTenant(env, output))
      // Where it listens: `localhost` may be somebody else's ::1.
      await ready(`http://127.0.0.1:${settings.TENANT_PORT}/.well-known/openid-configuration`, process, 'local tenant')
    }
    say('Starting the app …')
    const host = listenOn(app.hostname)
    const process = keep('app', startApp(env, { port: appPort, host, development, output }))
    await ready(`http://${host === '::1' ? '[::1]' : '127.0.0.1'}:${appPort}/api/health`, process, 'app')
    const failed = Promise.race(started.map(({ name, part }) => part.exited.then(() => name)))
    return { app: settings.APP_BASE_URL, tenant, demoPassword: secrets.demoPassword, database, failed, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Loopback alone unless the bank is to be reached from elsewhere. */
function listenOn(hostname: string): string {
  if (hostname === '[::1]') return '::1'
  return LOOPBACK.has(hostname) ? '127.0.0.1' : '0.0.0.0'
}

function environmentFor(
  settings: Settings,
  secrets: Secrets,
  database: BankDatabase,
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

/** What only the tenant may know is kept from the app, and the other way round. */
function without(env: NodeJS.ProcessEnv, pattern: RegExp): NodeJS.ProcessEnv {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !pattern.test(name))) as NodeJS.ProcessEnv
}

function startTenant(env: NodeJS.ProcessEnv, output: BankOptions['output']): Supervised {
  return supervise({
    command: process.execPath,
    args: ['--import', 'tsx', 'tenant/server.ts'],
    env: without(env, /^(DATABASE_URL|AUTH0_|OPENAI_|RECEIPT_)/),
    signals: { gentle: 'TERM', hard: 'KILL', graceSeconds: 5 },
    output,
  })
}

interface AppOptions {
  port: number
  host: string
  development: boolean
  output: BankOptions['output']
}

function startApp(env: NodeJS.ProcessEnv, { port, host, development, output }: AppOptions): Supervised {
  const mode = development ? 'dev' : 'start'
  return supervise({
    command: process.execPath,
    args: ['node_modules/next/dist/bin/next', mode, '-p', String(port), '-H', host],
    env: {
      ...without(env, /^(TENANT_|DEMO_PASSWORD)/),
      NODE_ENV: development ? 'development' : 'production',
      // A build with crash points may lie around; this is never it.
      BAINK_BUILD: 'normal',
    },
    signals: { gentle: 'TERM', hard: 'KILL', graceSeconds: 12 },
    output,
  })
}

async function ready(url: string, { exited }: Supervised, name: string): Promise<void> {
  let ended = false
  exited.then(() => {
    ended = true
  })
  const deadline = Date.now() + READY_MS_MAX
  while (!ended && Date.now() < deadline) {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(() => null)
    if (response?.ok) return
    await sleep(100)
  }
  throw new Error(
    `The ${name} ${ended ? 'ended while starting' : 'did not get ready in two minutes'}: see its output above.`,
  )
}
