import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { droppedLine } from '@/db/address'
import { withConnection } from '@/db/connect'
import { type MigrateOptions, migrateDatabase } from '@/db/migrate'
import type { Settings } from '@/lib/platform/env'
import { type EmbeddedPostgres, type StartedFor, startEmbeddedPostgres } from '@/tenant/postgres/embedded'
import { keepEmbeddedPostgres } from '@/tenant/postgres/kept-server'
import { serverGone } from '@/tenant/postgres/running-server'
import { type RoleAddresses, rolesApart, suffixOf } from './roles-apart'
import { readSecrets, type Secrets } from './secrets'

const DATABASE = 'baink'
const GONE_MS_MAX = 5_000

export interface BankDatabase extends RoleAddresses {
  /** The address of the schema's owner, for migrations, the seed and verification. */
  ownerUrl: string
  /** Whose schema the database has: this version's own, or that of the next one, which is left as it is. */
  schema: 'own' | 'newer'
  /** Whether the embedded server was running already, for a bank. */
  wasRunning: boolean
  exited: Promise<unknown>
  stop(): Promise<void>
}

/** For an operator who starts a version that the next one has served after. */
const LEFT = 'The database has the next version’s schema, which is left as it is.'

/**
 * Opens the bank's database at the newest schema, with a role for each process: on the server that DATABASE_URL names,
 * else on the embedded server, which is started unless it runs. Where DATABASE_URL's role may not create roles, `say`
 * tells that every process signs in as the owner.
 */
export async function openBankDatabase(
  settings: Settings,
  secrets: Secrets,
  say: (line: string) => void,
  { startedFor = 'bank', ...migrate }: { startedFor?: StartedFor } & Pick<MigrateOptions, 'back'> = {},
): Promise<BankDatabase> {
  const database = await openAt(settings, secrets, say, startedFor, migrate)
  if (database.schema === 'newer') say(LEFT)
  return database
}

function openAt(
  { DATABASE_URL, DATA_DIR }: Settings,
  { databasePassword }: Secrets,
  say: (line: string) => void,
  startedFor: StartedFor,
  migrate: MigrateOptions,
): Promise<BankDatabase> {
  if (DATABASE_URL) return openGivenDatabase(DATABASE_URL, say, migrate)
  const folder = serverFolder(DATA_DIR)
  return startedFor === 'bank'
    ? openOn(keepEmbeddedPostgres(folder, databasePassword, say), migrate)
    : openOn(startEmbeddedPostgres(folder, databasePassword, { startedFor }), migrate)
}

/**
 * Opens the bank's database for its owner without changing anything: no migration runs and no role is touched, so that
 * a look at a bank of another folder or version is harmless. The embedded server is started where none runs.
 * @throws Error in one line if the data folder has no bank yet
 */
export async function asOwner(settings: Settings, work: (ownerUrl: string) => Promise<void>): Promise<void> {
  if (settings.DATABASE_URL) {
    const dropped = droppedLine(settings.DATABASE_URL)
    if (dropped) console.error(dropped)
    return work(settings.DATABASE_URL)
  }
  const folder = serverFolder(settings.DATA_DIR)
  if (!existsSync(folder)) throw new Error(`There is no bank in ${settings.DATA_DIR} yet: \`npm start\` opens one.`)
  const server = await startEmbeddedPostgres(folder, readSecrets(settings.DATA_DIR).databasePassword, {
    startedFor: 'command',
  })
  try {
    await work(addressOf(DATABASE, server.adminUrl))
  } finally {
    await server.stop()
  }
}

/** Opens the embedded server with the bank's database at the newest schema, and a role for each process. */
export async function openEmbeddedDatabase(dataDir: string, secrets: Secrets): Promise<BankDatabase> {
  return openOn(startEmbeddedPostgres(serverFolder(dataDir), secrets.databasePassword))
}

async function openOn(
  starting: Promise<Pick<EmbeddedPostgres, 'adminUrl' | 'started' | 'exited' | 'stop'>>,
  migrate: MigrateOptions = {},
): Promise<BankDatabase> {
  const server = await starting
  try {
    const ownerUrl = await createDatabase(server.adminUrl)
    const schema = await migrateDatabase(ownerUrl, migrate)
    const { exited, stop, started } = server
    return { ownerUrl, schema, ...(await rolesApart(ownerUrl, '')), wasRunning: !started, exited, stop }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** Waits some seconds for the embedded server to stop. A server that another process uses keeps running. */
export async function embeddedDatabaseGone(dataDir: string, secrets: Secrets): Promise<void> {
  const patience = sleep(GONE_MS_MAX, undefined, { ref: false })
  await Promise.race([serverGone(serverFolder(dataDir), secrets.databasePassword), patience])
}

/**
 * Opens the database on a server that DATABASE_URL names. The address's role owns the schema; the processes
 * get their own roles where that role may create them.
 */
async function openGivenDatabase(
  url: string,
  say: (line: string) => void,
  migrate: MigrateOptions,
): Promise<BankDatabase> {
  const dropped = droppedLine(url)
  if (dropped) say(dropped)
  const schema = await migrateDatabase(url, migrate)
  const signIns = suffixOf(url)
    .then((suffix) => rolesApart(url, suffix))
    .catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      say(
        `App, tenant, shop and brokerage sign in with the role of DATABASE_URL, for lack of roles of their own: ${why}`,
      )
      return { appUrl: url, tenantUrl: url, shopUrl: url, brokerageUrl: url }
    })
  return {
    ...{ ownerUrl: url, schema, ...(await signIns) },
    ...{ wasRunning: false, exited: new Promise(() => {}), stop: async () => {} },
  }
}

const serverFolder = (dataDir: string) => join(dataDir, 'postgres')

async function createDatabase(adminUrl: string): Promise<string> {
  await withConnection(adminUrl, async (sql) => {
    const [found] = await sql`SELECT 1 FROM pg_database WHERE datname = ${DATABASE}`
    if (!found) await sql.unsafe(`CREATE DATABASE ${DATABASE}`)
  })
  return addressOf(DATABASE, adminUrl)
}

function addressOf(database: string, adminUrl: string): string {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  return url.href
}
