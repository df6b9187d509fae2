import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest'
import { withConnection } from '@/db/connect'
import { keepEmbeddedPostgres } from '@/tenant/postgres/kept-server'

// The server of a bank that runs: what ends it does not end the bank.

const parent = mkdtempSync(join(tmpdir(), 'baink-kept-'))
const folder = join(parent, 'postgres')
const pidFile = join(folder, 'postmaster.pid')
const postmaster = () => Number(readFileSync(pidFile, 'utf8').split('\n')[0])
const ask = (url: string, query: string) => withConnection(url, async (sql) => [...(await sql.unsafe(query))])

afterAll(() => rmSync(parent, { recursive: true, force: true }))

const said: string[] = []
let kept: Awaited<ReturnType<typeof keepEmbeddedPostgres>>
const answers = () =>
  ask(kept.adminUrl, 'SELECT 1 AS one').then(
    () => true,
    () => false,
  )
beforeEach(async () => {
  said.length = 0
  kept = await keepEmbeddedPostgres(folder, 'tests-only', (line) => said.push(line))
})
afterEach(() => kept.stop())

test('a server is started again on its port when it was killed, and what was committed is there', async () => {
  await ask(kept.adminUrl, 'CREATE TABLE before_the_kill AS SELECT 1 AS one')
  for (let n = 0; n < 2; n++) {
    process.kill(postmaster(), 'SIGKILL')
    await expect.poll(answers, { timeout: 10_000, interval: 100 }).toBe(true)
    await expect.poll(() => said.at(-1)).toBe('The database is back.')
  }
  expect(await ask(kept.adminUrl, 'SELECT one FROM before_the_kill')).toEqual([{ one: 1 }])
  expect(said[0]).toMatch(/^The database has ended by itself, and is started again\. Its last words:\n/)
})

test('it is tried again for as long as it cannot start, the reason is said once, and it comes back', async () => {
  // As after a disk that was full: what Postgres needs is not there.
  renameSync(join(folder, 'global'), join(folder, 'gone'))
  process.kill(postmaster(), 'SIGKILL')
  await expect.poll(() => said.filter((line) => /does not start yet/.test(line)).length, { timeout: 10_000 }).toBe(1)
  expect(said.at(-1)).toMatch(/Its last words:\n.*(global|pg_control)/s)
  await sleep(1_000)
  renameSync(join(folder, 'gone'), join(folder, 'global'))
  await expect.poll(answers, { timeout: 15_000, interval: 100 }).toBe(true)
  expect(said.filter((line) => /does not start yet/.test(line))).toHaveLength(1)
})

test('it ends when it is stopped, also while it cannot start', async () => {
  renameSync(join(folder, 'global'), join(folder, 'gone'))
  process.kill(postmaster(), 'SIGKILL')
  await expect.poll(() => said.length, { timeout: 10_000 }).toBeGreaterThan(1)
  await kept.stop()
  await kept.exited
  renameSync(join(folder, 'gone'), join(folder, 'global'))
  await sleep(500)
  expect(existsSync(pidFile)).toBe(false)
})
