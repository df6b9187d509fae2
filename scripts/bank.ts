import { randomUUID } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { schemaDifferences } from '@/db/compare-schema'
import { withConnection } from '@/db/connect'
import { ALICE, BOB, seed } from '@/db/seed'
import { businessUrl } from '@/lib/platform/businesses'
import type { Settings } from '@/lib/platform/env'
import { type ListenAddress, ownAddress } from '@/lib/platform/own-address'
import { type Supervised, type SuperviseOptions, supervise } from '@/tenant/postgres/supervise'
import { Parts } from '@/tenant/process/parts'
import { requireFreePort } from '@/tenant/process/ports'
import { type BankDatabase, embeddedDatabaseGone, openBankDatabase } from './bank-database'
import { environmentsFor, localTenant, tenantAddress } from './bank-environment'
import { requireSameBook, watchBook } from './book-mark'
import { buildIfChanged } from './build'
import {
  BUSINESSES,
  type Business,
  type Businesses,
  type BusinessName,
  businessCustomers,
  businessEnvironment,
  businessesFor,
} from './businesses'
import { nextServer } from './next-server'
import { requireOwn } from './require-own'
import { restarting } from './restarting'
import { readSecrets, type Secrets } from './secrets'
import { takeTurn } from './take-turn'

const READY_MS_MAX = 120_000
/** How long a bank on the same ports may take to stop after its npm was killed. */
const PREDECESSOR_MS_MAX = 5_000
/** The first start builds the app, and a database that crashed replays its log. */
const START_MS_MAX = 900_000
const APP_REMEDY = 'set APP_BASE_URL, for example to http://localhost:3001'

export interface Bank {
  app: string
  /** Null where AUTH0_DOMAIN names a real tenant. */
  tenant: string | null
  /** Null where none runs. */
  shop: string | null
  brokerage: string | null
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
  /** Gets the output of the processes. */
  output: SuperviseOptions['output']
  /** The environment that the processes inherit. */
  source?: NodeJS.ProcessEnv
  /** What node is called with to run tenant, shop or brokerage: their sources, unless tests have bundled them. */
  program?: Program
}

type Program = (name: 'tenant' | BusinessName) => string[]

const fromSources: Program = (name) => [
  ...['--import', 'tsx'],
  name === 'tenant' ? 'tenant/server.ts' : `services/${name}/main.ts`,
]

/**
 * Starts database, tenant, shop, brokerage and app in this order, and stops them in reverse. A failed start leaves nothing behind.
 * Starts on one data folder take turns: the folder is made once, and who comes second sees the ports that the first one took.
 */
export async function startBank(options: BankOptions): Promise<Bank> {
  const { DATA_DIR } = options.settings
  const wait = () => options.say(`Waiting for another start in ${DATA_DIR} …`)
  mkdirSync(DATA_DIR, { recursive: true, mode: 0o700 })
  const giveBack = await takeTurn(join(DATA_DIR, 'starting'), START_MS_MAX, wait)
  try {
    return await startInTurn(options)
  } finally {
    giveBack()
  }
}

async function startInTurn(options: BankOptions): Promise<Bank> {
  const { settings, development, say } = options
  requireDistinct(settings)
  const secrets = readSecrets(settings.DATA_DIR)
  await awaitPredecessor(settings, secrets)
  const businesses = await businessesFor(settings, PREDECESSOR_MS_MAX, say)
  if (!development) await buildIfChanged(say)
  const parts = new Parts()
  try {
    const bank = await startParts(parts, secrets, businesses, options)
    return { ...bank, demoPassword: secrets.demoPassword, failed: parts.firstEnded(), stop: () => parts.stop() }
  } catch (error) {
    await parts.stop()
    throw error
  }
}

/**
 * Of two parts on one port the second would find the first one, and say that it is not the bank.
 * @throws Error in one line that names both variables
 */
export function requireDistinct(settings: Settings): void {
  const named: [name: string, port: number][] = [
    [settings.LISTEN_ADDRESS ? 'LISTEN_ADDRESS' : 'APP_BASE_URL', ownAddress(settings).port],
    ...(settings.AUTH0_DOMAIN ? [] : [['TENANT_PORT', tenantAddress(settings).port] as [string, number]]),
    ...(['SHOP_PORT', 'BROKERAGE_PORT'] as const).flatMap((name): [string, number][] => [[name, settings[name] ?? 0]]),
    ...metricsPorts(settings),
  ]
  for (const [place, [name, port]] of named.entries()) {
    const [other] = named.slice(0, place).find(([, taken]) => port !== 0 && taken === port) ?? []
    if (other) throw new Error(`${name}: names port ${port}, as ${other} does`)
  }
}

/**
 * Waits until a bank on the same ports has stopped.
 * @throws Error in one line if a port stays taken
 */
async function awaitPredecessor(settings: Settings, secrets: Secrets): Promise<void> {
  const app = { purpose: 'the app', remedy: APP_REMEDY }
  let waited = await requireFree(ownAddress(settings), settings.LISTEN_ADDRESS ? 'LISTEN_ADDRESS' : null, app)
  if (!settings.AUTH0_DOMAIN) {
    const told = settings.TENANT_LISTEN_ADDRESS ? 'TENANT_LISTEN_ADDRESS' : null
    const tenant = { purpose: 'the local tenant', remedy: 'set TENANT_PORT' }
    waited = (await requireFree(tenantAddress(settings), told, tenant)) || waited
  }
  for (const [name, port] of metricsPorts(settings)) {
    const metrics = {
      purpose: 'the metrics',
      remedy: `change ${name} or METRICS_HOST`,
      patienceMs: PREDECESSOR_MS_MAX,
    }
    waited = (await requireFreePort(port, { ...metrics, host: settings.METRICS_HOST })) || waited
  }
  // A stopping bank's database ends last. Joining it now would mean losing it a moment later.
  if (waited && !settings.DATABASE_URL) await embeddedDatabaseGone(settings.DATA_DIR, secrets)
}

/** The variables that name ports of metrics, with their ports. */
function metricsPorts(settings: Settings): [name: string, port: number][] {
  const names = ['METRICS_PORT', 'TENANT_METRICS_PORT', 'SHOP_METRICS_PORT', 'BROKERAGE_METRICS_PORT'] as const
  return names.flatMap((name): [string, number][] => (settings[name] === undefined ? [] : [[name, settings[name]]]))
}

/**
 * @param told the variable that sets this very address; only this address must then be free, and not every local one
 */
function requireFree(
  { port, host }: ListenAddress,
  told: string | null,
  need: { purpose: string; remedy: string },
): Promise<boolean> {
  const patienceMs = PREDECESSOR_MS_MAX
  if (!told) return requireFreePort(port, { ...need, patienceMs })
  return requireFreePort(port, { purpose: need.purpose, remedy: `change ${told}`, patienceMs, host })
}

async function startParts(
  parts: Parts,
  secrets: Secrets,
  businesses: Businesses,
  { settings, development, say, output, source = process.env, program = fromSources }: BankOptions,
): Promise<Pick<Bank, 'app' | 'tenant' | 'shop' | 'brokerage' | 'database'>> {
  say(settings.DATABASE_URL ? 'Preparing the database …' : 'Starting the database …')
  const database = parts.keep('database', await openBankDatabase(settings, secrets, say))
  await requireSameBook(settings.DATA_DIR, database.ownerUrl)
  parts.keep('book', watchBook(settings.DATA_DIR, database.ownerUrl, say))
  await seed(database.ownerUrl, [ALICE, BOB, ...businessCustomers(settings)])
  for (const line of await withConnection(database.ownerUrl, schemaDifferences))
    say(`THE DATABASE IS NOT AS ITS MIGRATIONS MADE IT: ${line}`)
  const environments = environmentsFor(settings, secrets, database, source, businesses)
  const tenant = settings.AUTH0_DOMAIN ? null : localTenant(settings)
  if (tenant) {
    say('Starting the local tenant …')
    const process = parts.keep('local tenant', startProcess(program('tenant'), environments.tenant, output))
    await ready(`${tenantAddress(settings).origin}/.well-known/openid-configuration`, process, 'local tenant')
  }
  await startBusinesses(
    parts,
    businesses,
    (name, business) => businessEnvironment(name, business, settings, database, environments.app),
    { say, output, program },
  )
  say('Starting the app …')
  const own = ownAddress(settings)
  const env = { ...environments.app, BANK_INSTANCE: randomUUID() }
  const process = parts.keep(
    'app',
    startApp(env, { ...own, development, drainSeconds: settings.DRAIN_SECONDS, output }),
  )
  await ready(`${own.origin}/api/health/live`, process, 'app', async () => true)
  await requireOwn(own.origin, env.BANK_INSTANCE)
  await ready(`${own.origin}/api/health`, process, 'app')
  const [shop, brokerage] = BUSINESSES.map((name) => businesses[name] && businessUrl(businesses[name].port))
  return { app: settings.APP_BASE_URL, tenant, shop: shop ?? null, brokerage: brokerage ?? null, database }
}

type Environment = (name: BusinessName, business: Business) => NodeJS.ProcessEnv

/** Starts shop and brokerage, where they are to run. Each is started again when it ends by itself. */
async function startBusinesses(
  parts: Parts,
  businesses: Businesses,
  environmentOf: Environment,
  { say, output, program }: Required<Pick<BankOptions, 'say' | 'output' | 'program'>>,
): Promise<void> {
  const names = BUSINESSES.filter((name) => businesses[name])
  if (names.length > 0) say(`Starting ${names.join(' and ')} …`)
  await Promise.all(
    names.map(async (name) => {
      const business = businesses[name]
      if (!business) return
      const env = environmentOf(name, business)
      const start = () => startProcess(program(name), env, output)
      const process = parts.keep(name, restarting(start))
      await ready(`${businessUrl(business.port)}/api/health/live`, process, name)
    }),
  )
}

function startProcess(args: string[], env: NodeJS.ProcessEnv, output: BankOptions['output']): Supervised {
  return supervise({
    command: process.execPath,
    args,
    env,
    signals: { gentle: 'TERM', hard: 'KILL', graceSeconds: 5 },
    output,
  })
}

interface AppOptions {
  port: number
  host: string
  development: boolean
  /** How long it goes on serving after it was told to stop. */
  drainSeconds: number
  output: BankOptions['output']
}

function startApp(env: NodeJS.ProcessEnv, { port, host, development, drainSeconds, output }: AppOptions): Supervised {
  return supervise({
    ...nextServer(development ? 'dev' : 'start', { port, host }),
    env: {
      ...env,
      NODE_ENV: development ? 'development' : 'production',
      // A build with crash points may exist beside the normal one; it must never serve here.
      BAINK_BUILD: 'normal',
    },
    signals: { gentle: 'TERM', hard: 'KILL', graceSeconds: 12 + drainSeconds },
    output,
  })
}

/**
 * A bank also opens when its database lacks guards: the start has reported this, and the health page keeps reporting
 * it.
 */
async function isOpen(response: Response): Promise<boolean> {
  const health: unknown = response.ok ? null : await response.json().catch(() => null)
  return response.ok || (health instanceof Object && 'status' in health && health.status === 'degraded')
}

async function ready(
  url: string,
  { exited }: Pick<Supervised, 'exited'>,
  name: string,
  isReady = isOpen,
): Promise<void> {
  let ended = false
  exited.then(() => {
    ended = true
  })
  const deadline = Date.now() + READY_MS_MAX
  while (!ended && Date.now() < deadline) {
    const response = await fetch(url, { signal: AbortSignal.timeout(10_000) }).catch(() => null)
    if (response && (await isReady(response))) return
    await sleep(100)
  }
  const what = ended ? 'ended while starting' : `did not get ready at ${new URL(url).origin} in two minutes`
  throw new Error(`The ${name} ${what}: see its output above.`)
}
