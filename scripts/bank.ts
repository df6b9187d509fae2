import { setTimeout as sleep } from 'node:timers/promises'
import { seed } from '@/db/seed'
import type { Settings } from '@/lib/env'
import { type BankDatabase, embeddedDatabaseGone, openBankDatabase } from './bank-database'
import { environmentsFor } from './bank-environment'
import { buildIfChanged } from './build'
import { Parts } from './parts'
import { requireFreePort } from './ports'
import { readSecrets, type Secrets } from './secrets'
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
export async function startBank(options: BankOptions): Promise<Bank> {
  const { settings, development, say } = options
  const secrets = readSecrets(settings.DATA_DIR)
  await awaitPredecessor(settings, secrets)
  if (!development) await buildIfChanged(say)
  const parts = new Parts()
  try {
    const bank = await startParts(parts, secrets, options)
    return { ...bank, demoPassword: secrets.demoPassword, failed: parts.firstEnded(), stop: () => parts.stop() }
  } catch (error) {
    await parts.stop()
    throw error
  }
}

/** Waits for a bank on the same ports to be gone. @throws Error in one line if a port stays taken. */
async function awaitPredecessor(settings: Settings, secrets: Secrets): Promise<void> {
  const remedy = 'set APP_BASE_URL, for example to http://localhost:3001'
  let waited = await requireFreePort(appPort(settings), 'the app', remedy, PREDECESSOR_MS_MAX)
  if (!settings.AUTH0_DOMAIN) {
    const tenant = ['the local tenant', 'set TENANT_PORT'] as const
    waited = (await requireFreePort(settings.TENANT_PORT, ...tenant, PREDECESSOR_MS_MAX)) || waited
  }
  // A predecessor's database goes last. To join that one now would be to lose it in a moment.
  if (waited && !settings.DATABASE_URL) await embeddedDatabaseGone(settings.DATA_DIR, secrets)
}

async function startParts(
  parts: Parts,
  secrets: Secrets,
  { settings, development, say, output, source = process.env }: BankOptions,
): Promise<Pick<Bank, 'app' | 'tenant' | 'database'>> {
  say(settings.DATABASE_URL ? 'Preparing the database …' : 'Starting the database …')
  const database = parts.keep('database', await openBankDatabase(settings, secrets, say))
  await seed(database.ownerUrl)
  const environments = environmentsFor(settings, secrets, database, source)
  const tenant = settings.AUTH0_DOMAIN ? null : `http://localhost:${settings.TENANT_PORT}`
  if (tenant) {
    say('Starting the local tenant …')
    const process = parts.keep('local tenant', startTenant(environments.tenant, output))
    // Where it listens: `localhost` may be somebody else's ::1.
    await ready(`http://127.0.0.1:${settings.TENANT_PORT}/.well-known/openid-configuration`, process, 'local tenant')
  }
  say('Starting the app …')
  const [port, host] = [appPort(settings), listenOn(new URL(settings.APP_BASE_URL).hostname)]
  const process = parts.keep('app', startApp(environments.app, { port, host, development, output }))
  await ready(`http://${host === '::1' ? '[::1]' : '127.0.0.1'}:${port}/api/health`, process, 'app')
  return { app: settings.APP_BASE_URL, tenant, database }
}

function appPort({ APP_BASE_URL }: Settings): number {
  const { port, protocol } = new URL(APP_BASE_URL)
  return Number(port || (protocol === 'https:' ? 443 : 80))
}

/** Loopback alone unless the bank is to be reached from elsewhere. */
function listenOn(hostname: string): string {
  if (hostname === '[::1]') return '::1'
  return LOOPBACK.has(hostname) ? '127.0.0.1' : '0.0.0.0'
}

function startTenant(env: NodeJS.ProcessEnv, output: BankOptions['output']): Supervised {
  return supervise({
    command: process.execPath,
    args: ['--import', 'tsx', 'tenant/server.ts'],
    env,
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
      ...env,
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
