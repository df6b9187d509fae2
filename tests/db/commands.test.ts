import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { migrateDatabase } from '@/db/migrate'
import { seed } from '@/db/seed'
import { type BankDatabase, openEmbeddedDatabase } from '@/scripts/bank-database'
import { readSecrets } from '@/scripts/secrets'
import { createTestDatabase, type TestDatabase } from '../support/bank/database'
import { runScript, spawnScript } from '../support/run-script'

// Each test starts a few processes.
vi.setConfig({ testTimeout: 90_000 })

/** `npm run db:verify`, and what it says. */
async function verify(
  env: Record<string, string>,
  run = runScript,
  ...args: string[]
): Promise<{ code: number; said: string }> {
  const { code, stdout, stderr } = await run(['scripts/db.ts', 'verify', ...args], env)
  return { code, said: stdout + stderr }
}

async function damage(url: string, statement: string): Promise<void> {
  const sql = postgres(url, { max: 1 })
  await sql.unsafe(`SET session_replication_role = replica; ${statement}`)
  await sql.end()
}

describe('on a server of one’s own', () => {
  let fresh: TestDatabase
  beforeAll(async () => {
    fresh = await createTestDatabase()
    await migrateDatabase(fresh.url)
    await seed(fresh.url)
  })
  afterAll(() => fresh.drop())

  test('with --new it goes on where the last check that found nothing ended', async () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'baink-checked-'))
    const verifyNew = () => verify({ DATABASE_URL: fresh.url, DATA_DIR: dataDir }, runScript, '--new')
    try {
      expect(await verifyNew()).toEqual({ code: 0, said: expect.stringMatching(/ 8 transfers, 16 entries checked/) })
      expect(await verifyNew()).toMatchObject({
        code: 0,
        said: expect.stringMatching(/ 0 transfers, 0 entries written since 20/),
      })
      await damage(
        fresh.url,
        `INSERT INTO entries (id, transfer_id, account_id, amount_minor, balance_after_minor)
          SELECT gen_random_uuid(), gen_random_uuid(), account_id, 0, balance_after_minor FROM entries ORDER BY sequence DESC LIMIT 1`,
      )
      for (const _ of ['found', 'and found again'])
        expect(await verifyNew()).toEqual({
          code: 1,
          said: expect.stringContaining('entries are what their transfer says'),
        })
      await damage(fresh.url, 'DELETE FROM entries WHERE amount_minor = 0')
      await damage(fresh.url, "INSERT INTO book_epochs (why) VALUES ('restored')")
      expect(await verifyNew()).toMatchObject({ code: 0, said: expect.stringMatching(/ 16 entries checked/) })
      const [mark] = readdirSync(join(dataDir, 'checked'))
      writeFileSync(join(dataDir, 'checked', `${mark}`), 'torn')
      expect(await verifyNew()).toMatchObject({ code: 0, said: expect.stringMatching(/ 16 entries checked/) })
    } finally {
      rmSync(dataDir, { recursive: true, force: true })
    }
  })

  test('a sound book ends with 0, a damaged one with 1 and the rule that is broken', async () => {
    const sound = await verify({ DATABASE_URL: fresh.url })
    expect(sound).toEqual({
      code: 0,
      said: expect.stringMatching(/12 accounts, 8 transfers, 16 entries[\s\S]*is sound/),
    })
    await damage(fresh.url, 'UPDATE entries SET amount_minor = amount_minor + 1 WHERE sequence = 1')
    const damaged = await verify({ DATABASE_URL: fresh.url })
    expect(damaged.code).toBe(1)
    expect(damaged.said).toContain('a balance is the sum of its entries')
    expect(damaged.said).toContain('NOT SOUND')
  })

  test.each(['postgres://bank:secret@db.example/bank', 'postgres://bank:secret@localhost/bank?host=db.example'])(
    'nothing is dropped on another machine by a slip of the finger: %s',
    async (url) => {
      const { code, stderr } = await runScript(['scripts/db.ts', 'reset'], { DATABASE_URL: url })
      expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/drops all .*db\.example.* -- --yes/) })
      expect(stderr).not.toContain('secret')
    },
  )

  test('a server that is not there ends with 1 and a line, not with a sound book', async () => {
    const away = await verify({ DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' })
    expect(away.code).toBe(1)
    expect(away.said).toContain('ECONNREFUSED')
    expect(away.said).not.toContain('sound')
    expect(away.said.trim().split('\n')).toHaveLength(1)
  })
})

describe('on a data folder', () => {
  let dataDir: string
  let bank: BankDatabase | undefined
  /** As a person does, in a process that may start and stop the server. */
  const verifyHere = () => verify({ DATA_DIR: dataDir }, spawnScript)
  beforeAll(() => {
    dataDir = mkdtempSync(join(tmpdir(), 'baink-verify-'))
  })
  afterAll(async () => {
    await bank?.stop()
    rmSync(dataDir, { recursive: true, force: true })
  })

  test('it works while the bank runs there, and leaves it running', async () => {
    bank = await openEmbeddedDatabase(dataDir, readSecrets(dataDir))
    await seed(bank.ownerUrl)
    expect(await verifyHere()).toMatchObject({ code: 0, said: expect.stringContaining('is sound') })
    await damage(bank.ownerUrl, "UPDATE accounts SET balance_minor = 1 WHERE number = '100020004321'")
    expect(await verifyHere()).toMatchObject({ code: 1 })
  })

  test('it works while the bank does not run, and leaves nothing running', async () => {
    await bank?.stop()
    expect(await verifyHere()).toMatchObject({ code: 1, said: expect.stringContaining('NOT SOUND') })
    bank = await openEmbeddedDatabase(dataDir, readSecrets(dataDir))
    expect(bank.wasRunning).toBe(false)
  })
})
