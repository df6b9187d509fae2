import { join } from 'node:path'
import postgres from 'postgres'
import { startEmbeddedPostgres } from '@/db/embedded'
import { migrateDatabase } from '@/db/migrate'
import { asRole, grantRoles } from '@/db/roles'
import type { Secrets } from './secrets'

const DATABASE = 'baink'

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

/** A server of one's own: one role does everything unless db/app-role.sql is applied by hand. */
export async function openGivenDatabase(url: string): Promise<BankDatabase> {
  await migrateDatabase(url)
  return {
    ownerUrl: url,
    appUrl: url,
    tenantUrl: url,
    wasRunning: false,
    exited: new Promise(() => {}),
    stop: async () => {},
  }
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
