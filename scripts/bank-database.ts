import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { serverGone, startEmbeddedPostgres } from '@/db/embedded'
import { migrateDatabase } from '@/db/migrate'
import { asRole, grantRoles } from '@/db/roles'
import type { Secrets } from './secrets'

const DATABASE = 'baink'
const GONE_MS_MAX = 5_000

export interface BankDatabase {
  /** The schema's owner: for migrations, the seed and verification. */
  ownerUrl: string
  /** What the app signs in with. */
  appUrl: string
  /** What the local tenant signs in with. */
  tenantUrl: string
  /** Whether the embedded server ran already, with the bank or with another command. */
  wasRunning: boolean
  exited: Promise<unknown>
  stop(): Promise<void>
}

/** The embedded server with the bank's database in it, at the newest schema, and a role for each process. */
export async function openEmbeddedDatabase(dataDir: string, secrets: Secrets): Promise<BankDatabase> {
  const server = await startEmbeddedPostgres(join(dataDir, 'postgres'), secrets.databasePassword)
  try {
    const ownerUrl = await createDatabase(server.adminUrl)
    await migrateDatabase(ownerUrl)
    const app = { name: 'baink_app', password: secrets.appRolePassword }
    const tenant = { name: 'baink_tenant', password: secrets.tenantRolePassword }
    await grantRoles(ownerUrl, { app, tenant })
    const { exited, stop, started } = server
    return {
      ownerUrl,
      appUrl: asRole(ownerUrl, app),
      tenantUrl: asRole(ownerUrl, tenant),
      wasRunning: !started,
      exited,
      stop,
    }
  } catch (error) {
    await server.stop()
    throw error
  }
}

/** Waits some seconds for the embedded server to be gone; one that is in use by somebody else simply stays. */
export async function embeddedDatabaseGone(dataDir: string, secrets: Secrets): Promise<void> {
  const patience = sleep(GONE_MS_MAX, undefined, { ref: false })
  await Promise.race([serverGone(join(dataDir, 'postgres'), secrets.databasePassword), patience])
}

/**
 * A server of one's own. Its role owns the schema; app and tenant get a role each, named after the database, where that
 * role may make them. Where it may not, `say` tells that all of them sign in as the owner.
 */
export async function openGivenDatabase(
  url: string,
  secrets: Secrets,
  say: (line: string) => void,
): Promise<BankDatabase> {
  await migrateDatabase(url)
  const signIn = await rolesApart(url, secrets).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error)
    say(`App and tenant sign in with the role of DATABASE_URL, for lack of roles of their own: ${why}`)
    return { appUrl: url, tenantUrl: url }
  })
  return { ownerUrl: url, ...signIn, wasRunning: false, exited: new Promise(() => {}), stop: async () => {} }
}

async function rolesApart(url: string, secrets: Secrets): Promise<Pick<BankDatabase, 'appUrl' | 'tenantUrl'>> {
  // Roles belong to the whole server: two banks on one must not change each other's passwords.
  const database = new URL(url).pathname.toLowerCase().replace(/[^a-z0-9]+/g, '_')
  const app = { name: `baink_app${database}`, password: secrets.appRolePassword }
  const tenant = { name: `baink_tenant${database}`, password: secrets.tenantRolePassword }
  await grantRoles(url, { app, tenant })
  return { appUrl: asRole(url, app), tenantUrl: asRole(url, tenant) }
}

async function createDatabase(adminUrl: string): Promise<string> {
  const sql = postgres(adminUrl, { max: 1, onnotice: () => {} })
  try {
    const [found] = await sql`SELECT 1 FROM pg_database WHERE datname = ${DATABASE}`
    if (!found) await sql.unsafe(`CREATE DATABASE ${DATABASE}`)
  } finally {
    await sql.end()
  }
  const url = new URL(adminUrl)
  url.pathname = `/${DATABASE}`
  return url.href
}
