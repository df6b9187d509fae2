import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { startEmbeddedPostgres } from '@/tenant/postgres/embedded'
import { SUPERUSER } from '@/tenant/postgres/running-server'

const PASSWORD = 'tests-only'

/**
 * Turns off the guards against a power cut, which these databases do not need: the tests kill processes only. And lets no password be
 * dear to check: the tests open thousands of connections.
 */
async function trustTheMachine(adminUrl: string): Promise<void> {
  const admin = postgres(adminUrl, { max: 1 })
  for (const setting of ['fsync = off', 'synchronous_commit = off', 'full_page_writes = off', 'scram_iterations = 1'])
    await admin.unsafe(`ALTER SYSTEM SET ${setting}`)
  await admin`SELECT pg_reload_conf()`
  await admin`SET scram_iterations = 1`
  await admin.unsafe(`ALTER ROLE ${SUPERUSER} PASSWORD '${PASSWORD}'`)
  await admin.end()
}

/** Starts one embedded cluster for the whole run, in its own folder; `createTestDatabase` makes the databases in it. */
export default async function setup(): Promise<() => Promise<void>> {
  // Started once for all projects of vitest.config.ts.
  if (process.env.TEST_POSTGRES_URL) return async () => {}
  const folder = mkdtempSync(join(tmpdir(), 'baink-tests-'))
  const server = await startEmbeddedPostgres(join(folder, 'postgres'), PASSWORD, {
    settings: { shared_buffers: '128MB' },
  })
  process.env.TEST_POSTGRES_URL = server.adminUrl
  await trustTheMachine(server.adminUrl)
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
