import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startEmbeddedPostgres } from '@/db/embedded'

/** One embedded cluster for the whole run, in a folder of its own; `createTestDatabase` makes the databases in it. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = mkdtempSync(join(tmpdir(), 'baink-tests-'))
  const server = await startEmbeddedPostgres(join(folder, 'postgres'), 'tests-only')
  process.env.TEST_POSTGRES_URL = server.adminUrl
  return async () => {
    await server.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}
