import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { type StartedFor, serverGone, startEmbeddedPostgres } from '@/db/embedded'
import { migrateDatabase } from '@/db/migrate'
import type { Settings } from '@/lib/env'
import { rolesApart, suffixOf } from './roles-apart'
import { readSecrets, type Secrets } from './secrets'

const DATABASE = 'baink'
const GONE_MS_MAX = 5_000

export interface BankDatabase {
  /** The schema's owner: for migrations, the seed and verification. */
  ownerUrl: string
  /** What the app signs in with. */
  appUrl: string
  /** What the local tenant signs in with. */
  tenantUrl: string
  /** Whether the embedded server ran already, with the bank. */
  wasRunning: boolean
  exited: Promise<unknown>
  stop(): Promise<void>
}

/**
 * The bank's database, at the newest schema, with a role for each process: on the server that DATABASE_URL names, else on
 * the embedded one, which is started unless it runs. Where DATABASE_URL's role may not make roles, `say` tells that all
 * sign in as the owner.
 */
export function openBankDatabase(
  settings: Settings,
  secrets: Secrets,
  say: (line: string) => void,
  startedFor: StartedFor = 'bank',
): Promise<BankDatabase> {
  if (settings.DATABASE_URL) return openGivenDatabase(settings.DATABASE_URL, say)
  return openEmbeddedDatabase(settings.DATA_DIR, secrets, startedFor)
}

/**
 * Lets `work` have the same database as its owner, as it is: nothing is migrated and no role is touched, so that a look at
 * a bank from another folder or version changes nothing in it. The embedded server is started for it where none runs.
 * @throws Error in one line if the data folder has no bank yet.
 */
export async function asOwner(settings: Settings, work: (ownerUrl: string) => Promise<void>): Promise<void> {
  if (settings.DATABASE_URL) return work(settings.DATABASE_URL)
  const folder = serverFolder(settings.DATA_DIR)
  if (!existsSync(folder)) throw new Error(`There is no bank in ${settings.DATA_DIR} yet: \`npm start\` opens one.`)
  const server = await startEmbeddedPostgres(folder, readSecrets(settings.DATA_DIR).databasePassword, 'command')
  try {
    await work(addressOf(DATABASE, server.adminUrl))
  } finally {
    await server.stop()
  }
}

/** The embedded server with the bank's database in it, at the newest schema, and a role for each process. */
export async function openEmbeddedDatabase(
  dataDir: string,
  secrets: Secrets,
  startedFor: StartedFor = 'bank',
): Promise<BankDatabase> {
  const server = await startEmbeddedPostgres(serverFolder(dataDir), secrets.databasePassword, startedFor)
  try {
    const ownerUrl = await createDatabase(server.adminUrl)
    await migrateDatabase(ownerUrl)
    const { exited, stop, started } = server
    return { ownerUrl, ...(await rolesApart(ownerUrl, '')), wasRunning: !started, exited, stop }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** Waits some seconds for the embedded server to be gone; one that is in use by somebody else simply stays. */
export async function embeddedDatabaseGone(dataDir: string, secrets: Secrets): Promise<void> {
  const patience = sleep(GONE_MS_MAX, undefined, { ref: false })
  await Promise.race([serverGone(serverFolder(dataDir), secrets.databasePassword), patience])
}

/** A server of one's own. Its role owns the schema; app and tenant get a role each where that role may make them. */
async function openGivenDatabase(url: string, say: (line: string) => void): Promise<BankDatabase> {
  await migrateDatabase(url)
  const signIns = suffixOf(url)
    .then((suffix) => rolesApart(url, suffix))
    .catch((error: unknown) => {
      const why = error instanceof Error ? error.message : String(error)
      say(`App and tenant sign in with the role of DATABASE_URL, for lack of roles of their own: ${why}`)
      return { appUrl: url, tenantUrl: url }
    })
  return { ownerUrl: url, ...(await signIns), wasRunning: false, exited: new Promise(() => {}), stop: async () => {} }
}

const serverFolder = (dataDir: string) => join(dataDir, 'postgres')

async function createDatabase(adminUrl: string): Promise<string> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} })
  try {
    const [found] = await sql`SELECT 1 FROM pg_database WHERE datname = ${DATABASE}`
    if (!found) await sql.unsafe(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await sql.end()
  }
  return addressOf(DATABASE, adminUrl)
}

function addressOf(database: string, adminUrl: string): string {
  const url = new URL(adminUrl)
  url.pathname = `/${database}`
  return url.href
}
