import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { openEmbeddedDatabase } from '@/scripts/bank-database'
import { readSecrets } from '@/scripts/secrets'
import { startEmbeddedPostgres } from '@/tenant/postgres/embedded'

const NOBODY = 65_534

let parent: string
let dataDir: string
beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), 'baink-nobody-'))
  dataDir = join(parent, 'data')
  const programs = join(parent, 'programs')
  mkdirSync(programs)
  writeFileSync(join(programs, 'unshare'), '#!/bin/sh\necho "Operation not permitted" >&2\nexit 1\n', { mode: 0o755 })
  vi.stubEnv('PATH', `${programs}:${process.env.PATH}`)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(parent, { recursive: true, force: true })
})

const mode = (path: string) => statSync(path).mode & 0o777

describe.runIf(process.getuid?.() === 0)('as root where user namespaces are forbidden, as in a container', () => {
  test('the server runs as nobody, in a data folder that was closed to all others', async () => {
    chmodSync(parent, 0o711)
    const secrets = readSecrets(dataDir)
    expect(mode(dataDir)).toBe(0o700)
    for (const start of ['first', 'second']) {
      const { appUrl, stop } = await openEmbeddedDatabase(dataDir, secrets)
      const sql = postgres(appUrl, { max: 1 })
      expect([...(await sql`SELECT count(*)::int AS accounts FROM accounts`)], start).toEqual([{ accounts: 0 }])
      await sql.end()
      await stop()
    }
    expect(statSync(join(dataDir, 'postgres')).uid).toBe(NOBODY)
    expect([dataDir, join(dataDir, 'postgres'), join(dataDir, 'secrets.json')].map(mode)).toEqual([0o701, 0o700, 0o600])
  })

  test('a folder above it that is closed is named in one line, and stays closed', async () => {
    const start = startEmbeddedPostgres(join(dataDir, 'postgres'), 'tests-only')
    await expect(start).rejects.toThrow(
      new RegExp(`^Postgres must not run as root[^\\n]* may not pass ${parent}:[^\\n]*$`),
    )
    expect(mode(parent)).toBe(0o700)
  })
})
