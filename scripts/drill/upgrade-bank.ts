import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { withConnection } from '@/db/connect'
import { startEmbeddedPostgres } from '@/tenant/postgres/embedded'
import { freePort } from '@/tenant/postgres/free-port'
import { Part } from '@/tests/faults/part'
import { type Front, openFront } from '@/tests/replicas/front'
import { type Replica, untilReady } from '@/tests/replicas/replicas'
import { APP_CLIENT } from '@/tests/support/tenant/tenant'
import { environment } from './earlier-version'

const OWNER = 'baink_owner'
const DRAIN_SECONDS = 2

/** A place behind the balancer, in which one version or another serves. */
export interface Seat extends Replica {
  /** The folder of the version that its next start takes. */
  version: string
}

/** One bank whose processes are started as an operator starts them, by `npm start` of their version. */
export interface UpgradeBank extends Front {
  /** Of the role that owns the schema, which is no superuser. */
  ownerUrl: string
  sql: postgres.Sql
  seats: Seat[]
  /** The environment of the bank's commands. */
  env: NodeJS.ProcessEnv
  /** Stops what serves there, as an operator does, and starts the other version. @throws Error if it does not get ready */
  replace(seat: Seat, version: string): Promise<void>
}

/** Starts Postgres, the tenant and the balancer, and two processes of the version in this folder. */
export async function openUpgradeBank(version: string): Promise<UpgradeBank> {
  const folder = mkdtempSync(join(tmpdir(), 'baink-upgrade-bank-'))
  const ends: (() => unknown)[] = [() => rmSync(folder, { recursive: true, force: true })]
  const close = async () => {
    for (const end of ends.splice(0).reverse()) await end()
  }
  try {
    const server = await startEmbeddedPostgres(join(folder, 'postgres'), randomBytes(16).toString('hex'))
    ends.push(() => server.stop())
    const ownerUrl = await makeDatabase(server.adminUrl)
    const sql = postgres(ownerUrl, { max: 2, onnotice: () => {} })
    ends.push(() => sql.end({ timeout: 1 }))
    // The tenant makes its own database there.
    process.env.TEST_POSTGRES_URL = server.adminUrl
    const ports = [await freePort(), await freePort()]
    const front = await openFront(ports)
    ends.push(() => front.close())
    const env = {
      ...environment(),
      ...{ DATABASE_URL: ownerUrl, DATA_DIR: join(folder, 'host'), LOG_LEVEL: 'warn' },
      ...{ APP_BASE_URL: front.app, TRUSTED_PROXIES: '1', DRAIN_SECONDS: String(DRAIN_SECONDS) },
      ...{ SHOP_PORT: '0', BROKERAGE_PORT: '0', RATE_LIMIT_PER_MINUTE: '1000000' },
      ...{ AUTH0_DOMAIN: new URL(front.tenant.issuer).origin },
      ...{ AUTH0_CLIENT_ID: APP_CLIENT.id, AUTH0_CLIENT_SECRET: APP_CLIENT.secret },
    }
    const seats = ports.map((port, n) => seat('ab'.charAt(n), port, version, env))
    for (const one of seats) {
      ends.push(() => one.stop())
      one.run()
      // One after the other: the first one makes the schema.
      await untilReady(one)
    }
    await front.balancer.untilServing(seats.length)
    const replace: UpgradeBank['replace'] = async (one, next) => {
      const ended = one.stop()
      await front.balancer.untilServing(seats.length - 1)
      await ended
      one.version = next
      one.run()
      await untilReady(one)
      await front.balancer.untilServing(seats.length)
    }
    return { ...front, ownerUrl, sql, seats, env, replace, close }
  } catch (error) {
    await close()
    throw error
  }
}

function seat(name: string, port: number, version: string, env: NodeJS.ProcessEnv): Seat {
  const origin = `http://127.0.0.1:${port}`
  const start = () => ({
    ...{ command: process.execPath, args: ['--import', 'tsx', 'scripts/start.ts'], cwd: made.version },
    env: { ...env, LISTEN_ADDRESS: origin },
  })
  const made: Seat = Object.assign(new Part(name, start), { origin, version })
  return made
}

/** A database whose owner is an ordinary role that may make others, as a real one's is. */
async function makeDatabase(adminUrl: string): Promise<string> {
  const password = randomBytes(16).toString('hex')
  await withConnection(adminUrl, async (sql) => {
    await sql.unsafe(`CREATE ROLE ${OWNER} LOGIN CREATEROLE PASSWORD '${password}'`)
    await sql.unsafe(`CREATE DATABASE ${OWNER} OWNER ${OWNER}`)
  })
  const url = new URL(adminUrl)
  return Object.assign(url, { username: OWNER, password, pathname: `/${OWNER}` }).href
}
