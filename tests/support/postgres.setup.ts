import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { startEmbeddedPostgres } from '@/tenant/postgres/embedded'

/** Turns off the guards against a power cut, which these databases do not need: the tests kill processes only. */
async function trustTheMachine(adminUrl: string): Promise<void> {
  const admin = postgres(adminUrl, { max: 1 })
  for (const setting of ['fsync', 'synchronous_commit', 'full_page_writes'])
    await admin.unsafe(`ALTER SYSTEM SET ${setting} = off`)
  await admin`SELECT pg_reload_conf()`
  await admin.end()
}

/** Starts one embedded cluster for the whole run, in its own folder; `createTestDatabase` makes the databases in it. */
export default async function setup(): Promise<() => Promise<void>> {
  // Started once for all projects of vitest.config.ts.
  if (process.env.TEST_POSTGRES_URL) return async () => {}
  const folder = mkdtempSync(join(tmpdir(), 'baink-tests-'))
  const server = await startEmbeddedPostgres(join(folder, 'postgres'), 'tests-only')
  process.env.TEST_POSTGRES_URL = server.adminUrl
  await trustTheMachine(server.adminUrl)
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
