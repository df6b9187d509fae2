import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { ALICE, BOB, businessCustomer, seed } from '@/db/seed'
import type { CrashPoint } from '@/lib/platform/crash-point'
import { nextServer } from '@/scripts/next-server'
import { readReceiptKey, readSecrets, type Secrets } from '@/scripts/secrets'
import { freePort } from '@/tenant/postgres/free-port'
import { bundled } from '../support/programs/bundled'
import { Balancer } from './balancer'
import { BankPostgres } from './bank-postgres'
import { type BusinessPlaces, placeBusinesses, startBusiness, untilOpen } from './businesses'
import { HaPostgres } from './ha-postgres'
import { Link } from './link'
import { Part } from './part'
import { fillShelves } from './shop-orders'

const READY_MS_MAX = 60_000
const LOOK_MS = 500
const SHIFT_CLOCK = fileURLToPath(new URL('./shift-clock.mjs', import.meta.url))
const CLIENT_ID = 'the-baink'

export interface Replica extends Part {
  port: number
  /** Its own way to Postgres. */
  postgres: Link
}

/** The bank as real processes, with links of ours between them. */
export interface Cluster {
  /** The one origin that customers know; both replicas are behind it. */
  app: string
  /** The tenant's origin, over the link that the app uses too. */
  issuer: string
  password: string
  clientId: string
  clientSecret: string
  database: BankPostgres | HaPostgres
  /** The schema's owner, over a link that stays clear. */
  ownerUrl: string
  tenant: Part
  tenantLink: Link
  shop: Part
  brokerage: Part
  replicas: [Replica, Replica]
  /** Lets the process die (or be told to stop) at its next passing of the point; null takes the wish back. */
  arm(part: Part, point: CrashPoint | `${CrashPoint} SIGTERM` | null): void
  /** From its next start on. */
  setClock(part: Part, offMs: number): void
  /** Milliseconds since the replica last said that all is well. */
  unwellMs(replica: Replica): number
  close(): Promise<void>
}

/** Starts database, tenant and two replicas, and waits until both say that all is well. */
export async function startCluster({ expirySeconds, ha }: { expirySeconds: number; ha: boolean }): Promise<Cluster> {
  const folder = mkdtempSync(join(tmpdir(), 'baink-faults-'))
  const ends: (() => Promise<unknown>)[] = [async () => rmSync(folder, { recursive: true, force: true })]
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    const secrets = readSecrets(folder)
    const database = ha ? await HaPostgres.open(secrets) : await BankPostgres.open(folder, secrets)
    ends.push(() => database.close())
    const owner = await database.linkFor('owner')
    await seed(owner.url.href, [ALICE, BOB, businessCustomer('shop'), businessCustomer('brokerage')])
    const balancer = await Balancer.open()
    ends.push(() => balancer.close())
    const tenantPort = await freePort()
    const tenantLink = await Link.open(tenantPort)
    ends.push(() => tenantLink.close())
    const app = `http://localhost:${balancer.port}`
    const issuer = `http://localhost:${tenantLink.port}`
    const clocks = new Map<string, number>()
    const businesses = await placeBusinesses(folder)
    const common = { app, issuer, secrets, expirySeconds, folder, clocks, businesses }
    const tenant = await startTenant(common, database, tenantPort)
    ends.push(() => tenant.stop())
    const shop = await startBusiness('shop', common, database)
    ends.push(() => shop.stop())
    const brokerage = await startBusiness('brokerage', common, database)
    ends.push(() => brokerage.stop())
    const replicas: Cluster['replicas'] = [await replica('a', common, database), await replica('b', common, database)]
    const health = new Health(replicas, balancer)
    ends.push(async () => health.stop())
    for (const part of replicas) {
      ends.push(() => part.stop())
      balancer.add(part.port)
      part.run()
    }
    for (const part of replicas) await health.untilWell(part)
    await untilOpen(shop, businesses.ports.shop)
    await untilOpen(brokerage, businesses.ports.brokerage)
    await fillShelves(owner.url.href)
    return {
      ...{ app, issuer, database, tenant, tenantLink, shop, brokerage, replicas, close },
      password: secrets.demoPassword,
      clientId: CLIENT_ID,
      clientSecret: secrets.clientSecret,
      ownerUrl: owner.url.href,
      arm: (part, point) =>
        point
          ? writeFileSync(crashFile(folder, part.name), point)
          : rmSync(crashFile(folder, part.name), { force: true }),
      setClock: (part, offMs) => clocks.set(part.name, offMs),
      unwellMs: (part) => health.unwellMs(part),
    }
  } catch (error) {
    await close()
    throw error
  }
}

interface Common {
  app: string
  issuer: string
  secrets: Secrets
  expirySeconds: number
  folder: string
  /** How many milliseconds each part's clock is off, by name. */
  clocks: Map<string, number>
  businesses: BusinessPlaces
}

const clockOf = ({ clocks }: Common, name: string) => ({
  NODE_OPTIONS: `--import=${SHIFT_CLOCK}`,
  CLOCK_OFF_MS: String(clocks.get(name) ?? 0),
})

async function startTenant(common: Common, database: Pick<BankPostgres, 'linkFor'>, port: number): Promise<Part> {
  const { app, issuer, secrets, businesses } = common
  const { url } = await database.linkFor('tenant')
  const env = {
    ...process.env,
    APP_BASE_URL: app,
    TENANT_ISSUER: `${issuer}/`,
    TENANT_PORT: String(port),
    TENANT_CLIENT_ID: CLIENT_ID,
    TENANT_CLIENT_SECRET: secrets.clientSecret,
    TENANT_COOKIE_SECRET: secrets.tenantCookieSecret,
    DEMO_PASSWORD: secrets.demoPassword,
    ...businesses.variables,
    LOG_LEVEL: 'warn',
  }
  const tenant = new Part(
    'tenant',
    () => ({
      command: process.execPath,
      args: process.env.BAINK_TENANT_ENTRY ? ['--import', 'tsx', process.env.BAINK_TENANT_ENTRY] : [bundled('tenant')],
      env: { ...env, TENANT_DATABASE_URL: url.href, ...clockOf(common, 'tenant') },
    }),
    true,
  )
  tenant.run()
  return tenant
}

async function replica(name: string, common: Common, database: Pick<BankPostgres, 'linkFor'>): Promise<Replica> {
  const { app, issuer, secrets, expirySeconds, folder, businesses } = common
  const { link, url } = await database.linkFor('app')
  const port = await freePort()
  let life = 0
  const start = () => {
    // Each life signs its statements, so that the checks can tell who moved an approval.
    url.searchParams.set('application_name', `replica-${name}-${++life}`)
    const env = {
      ...process.env,
      NODE_ENV: 'production' as const,
      NEXT_TELEMETRY_DISABLED: '1',
      ...clockOf(common, name),
      BAINK_BUILD: 'faults',
      BAINK_CRASH_FILE: crashFile(folder, name),
      APP_BASE_URL: app,
      SHOP_PORT: businesses.variables.SHOP_PORT,
      BROKERAGE_PORT: businesses.variables.BROKERAGE_PORT,
      DATABASE_URL: url.href,
      AUTH0_DOMAIN: issuer,
      AUTH0_CLIENT_ID: CLIENT_ID,
      AUTH0_CLIENT_SECRET: secrets.clientSecret,
      AUTH0_SECRET: secrets.sessionSecret,
      RECEIPT_SIGNING_KEY: readReceiptKey(folder),
      APPROVAL_EXPIRY_SECONDS: String(expirySeconds),
      RATE_LIMIT_PER_MINUTE: '1000000',
      DAILY_LIMIT: '99999999.00',
    }
    return { ...nextServer('start', { port, host: '127.0.0.1' }), env }
  }
  return Object.assign(new Part(name, start), { port, postgres: link })
}

const crashFile = (folder: string, name: string) => join(folder, `crash-${name}`)

/** The harness's own trigger (move-log.ts) makes the database `degraded`; that it alone does, checks.ts looks. */
function isWell(health: { database?: string; tenant?: string; approvals?: string } | null): boolean {
  return health?.tenant === 'ok' && !health.approvals && ['ok', 'degraded'].includes(health.database ?? '')
}

/** Asks every replica twice a second how it is. */
class Health {
  readonly #wellAt = new Map<string, number>()
  #stopped = false

  constructor(replicas: Replica[], balancer: Balancer) {
    for (const part of replicas) void this.#watch(part, balancer)
  }

  unwellMs({ name }: Replica): number {
    return performance.now() - (this.#wellAt.get(name) ?? 0)
  }

  async untilWell(part: Replica): Promise<void> {
    const deadline = performance.now() + READY_MS_MAX
    while (!this.#wellAt.has(part.name)) {
      if (performance.now() > deadline) throw new Error(`replica ${part.name} did not get ready:\n${part.words}`)
      await sleep(LOOK_MS)
    }
  }

  stop(): void {
    this.#stopped = true
  }

  async #watch(part: Replica, balancer: Balancer): Promise<void> {
    while (!this.#stopped) {
      const url = `http://127.0.0.1:${part.port}/api/health`
      const answer = await fetch(url, { signal: AbortSignal.timeout(9_000) }).catch(() => null)
      if (answer && isWell(await answer.json().catch(() => null))) this.#wellAt.set(part.name, performance.now())
      // What it says about its own parts is the same for all replicas; that it speaks at all is not.
      balancer.note(part.port, answer !== null)
      await sleep(LOOK_MS)
    }
  }
}
