import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { networkInterfaces, tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { type EmbeddedPostgres, startEmbeddedPostgres } from '@/tenant/postgres/embedded'
import { childrenOf } from '../faults/part'

const PASSWORD = 'p@ss/word:with?marks'
/** A second of grace, as tenant/postgres/lifeline.sh gives it, and one for a busy machine. */
const GONE_MS_MAX = 2_000
/** Where the server is somebody else than the starter (tenant/postgres/unprivileged.ts), it must be let through. */
const AS_NOBODY = process.getuid?.() === 0 && spawnSync('unshare', ['--user', 'true']).status !== 0
const PARENT_MODE = AS_NOBODY ? 0o711 : 0o700

let parent: string
let folder: string
const open: EmbeddedPostgres[] = []
const children: ChildProcess[] = []

beforeAll(() => {
  parent = mkdtempSync(join(tmpdir(), 'baink-embedded-'))
  chmodSync(parent, PARENT_MODE)
  folder = join(parent, 'data', 'postgres')
})
afterEach(async () => {
  for (const child of children.splice(0)) child.kill('SIGKILL')
  for (const server of open.splice(0).reverse()) await server.stop()
  await expect.poll(serverIsGone, { timeout: 10_000 }).toBe(true)
})
afterAll(() => rmSync(parent, { recursive: true, force: true }))

async function start(at = folder): Promise<EmbeddedPostgres> {
  const server = await startEmbeddedPostgres(at, PASSWORD)
  open.push(server)
  return server
}

async function ask<T>(url: string, query: string): Promise<T[]> {
  const sql = postgres(url, { max: 1, connect_timeout: 5, onnotice: () => {} })
  try {
    return [...(await sql.unsafe(query))] as T[]
  } finally {
    await sql.end()
  }
}

const pidFile = () => join(folder, 'postmaster.pid')
const postmaster = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0])

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch {
    return false
  }
}

const lifelineOf = (pid: number) => Number(execFileSync('ps', ['-p', String(pid), '-o', 'ppid=']).toString())
/** Who waits at the lifeline, and who stops the server. */
const watchersOf = (pid: number) =>
  childrenOf(lifelineOf(pid))
    .map((child) => child.pid)
    .filter((child) => child !== pid)
    .sort((one, other) => one - other)

/** A lock that nobody removed may be there still; what it names is not. */
const serverIsGone = () => !existsSync(pidFile()) || !isAlive(postmaster())

/** Another process that starts the server; resolves when it has, or joined it. */
async function startElsewhere(): Promise<{ child: ChildProcess; adminUrl: string; started: boolean }> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'tests/support/start-postgres.ts', folder, PASSWORD], {
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  children.push(child)
  const [line] = (await once(createInterface({ input: child.stdout }), 'line')) as [string]
  return { child, ...(JSON.parse(line) as { adminUrl: string; started: boolean }) }
}

test('it starts in a folder that only its owner may enter, and only for who knows the password', async () => {
  expect(statSync(parent).mode & 0o777).toBe(PARENT_MODE)
  const { adminUrl, started } = await start()
  expect(started).toBe(true)
  expect(await ask(adminUrl, 'SELECT current_user AS me')).toEqual([{ me: 'postgres' }])
  expect(statSync(folder).mode & 0o777).toBe(0o700)
  const wrong = new URL(adminUrl)
  wrong.password = 'guess'
  await expect(ask(wrong.href, 'SELECT 1')).rejects.toMatchObject({ code: '28P01' })
  expect(existsSync(`${folder}.new`)).toBe(false)
})

test('it listens on the loopback address alone', async () => {
  const { adminUrl } = await start()
  expect(await ask(adminUrl, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }])
  expect(await ask(adminUrl, 'SHOW unix_socket_directories')).toEqual([{ unix_socket_directories: '' }])
  const others = Object.values(networkInterfaces()).flatMap((list) => list?.filter((at) => !at.internal) ?? [])
  for (const { address, family } of others.filter((at) => at.family === 'IPv4')) {
    const url = new URL(adminUrl)
    url.hostname = address
    await expect(ask(url.href, 'SELECT 1'), family).rejects.toMatchObject({ code: 'ECONNREFUSED' })
  }
})

test('a second start joins the first, and leaves it running when it stops', async () => {
  const first = await start()
  const second = await start()
  const third = await startElsewhere()
  expect(second).toMatchObject({ started: false, adminUrl: first.adminUrl })
  expect(third).toMatchObject({ started: false, adminUrl: first.adminUrl })
  await second.stop()
  third.child.kill('SIGKILL')
  await once(third.child, 'exit')
  expect(await ask(first.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('a server that a command started is waited for, not joined: it ends with the command', async () => {
  const command = await startEmbeddedPostgres(folder, PASSWORD, { startedFor: 'command' })
  open.push(command)
  const next = start()
  expect(await Promise.race([next, sleep(1_500, 'waiting')])).toBe('waiting')
  expect(await ask(command.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
  await command.stop()
  const { started, adminUrl } = await next
  expect(started).toBe(true)
  expect(await ask(adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('a command joins the bank’s server, and leaves it running', async () => {
  const bank = await start()
  const command = await startEmbeddedPostgres(folder, PASSWORD, { startedFor: 'command' })
  expect(command).toMatchObject({ started: false, adminUrl: bank.adminUrl })
  await command.stop()
  expect(await ask(bank.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
})

test('stopping it twice stops it once, and what was written is there again', async () => {
  const first = await start()
  const pid = postmaster()
  await ask(first.adminUrl, 'CREATE TABLE kept AS SELECT 7 AS seven')
  await first.stop()
  await first.stop()
  expect(isAlive(pid)).toBe(false)
  expect(existsSync(pidFile())).toBe(false)
  const second = await start()
  expect(await ask(second.adminUrl, 'SELECT seven FROM kept')).toEqual([{ seven: 7 }])
})

test('a kill -9 of the starter leaves no server behind, and the next start finds what was committed', async () => {
  const { child, adminUrl, started } = await startElsewhere()
  expect(started).toBe(true)
  await ask(adminUrl, 'CREATE TABLE committed AS SELECT 1 AS one')
  const pid = postmaster()
  child.kill('SIGKILL')
  await expect.poll(() => isAlive(pid), { timeout: GONE_MS_MAX, interval: 50 }).toBe(false)
  const next = await start()
  expect(next.started).toBe(true)
  expect(await ask(next.adminUrl, 'SELECT one FROM committed')).toEqual([{ one: 1 }])
})

test('`exited` tells when the server ends by itself', async () => {
  const { exited } = await start()
  process.kill(postmaster(), 'SIGQUIT')
  await exited
})

describe('where what holds the server is killed as well', () => {
  test('it ends with its starter, though who waits at the lifeline dies, too', async () => {
    const { child } = await startElsewhere()
    const pid = postmaster()
    const [waits, stops] = watchersOf(pid)
    expect(stops).toBeDefined()
    child.kill('SIGSTOP')
    process.kill(Number(waits), 'SIGKILL')
    child.kill('SIGKILL')
    await expect.poll(() => isAlive(pid), { timeout: GONE_MS_MAX, interval: 50 }).toBe(false)
  })

  test('the next start makes it its own, and stops it at its end', async () => {
    const { child, adminUrl } = await startElsewhere()
    await ask(adminUrl, 'CREATE TABLE left_behind AS SELECT 1 AS one')
    const pid = postmaster()
    const holders = [lifelineOf(pid), ...watchersOf(pid)]
    for (const one of holders) process.kill(one, 'SIGSTOP')
    child.kill('SIGKILL')
    for (const one of holders) process.kill(one, 'SIGKILL')
    await sleep(1_500)
    expect(isAlive(pid)).toBe(true)
    const next = await start()
    expect(next.started).toBe(true)
    expect(await ask(next.adminUrl, 'SELECT one FROM left_behind')).toEqual([{ one: 1 }])
    expect(isAlive(pid)).toBe(false)
  })
})

describe('what a crash may leave behind does not keep the next start', () => {
  /** The lock file of a server that is gone, with the number of a process that lives. */
  function leaveLock(pid: number): void {
    writeFileSync(pidFile(), `${pid}\n${folder}\n1790000000\n5432\n\n127.0.0.1\n`)
  }

  test('a lock whose number belongs to some other program', async () => {
    const sleeper = spawn('sleep', ['60'])
    children.push(sleeper)
    leaveLock(sleeper.pid ?? 0)
    expect((await start()).started).toBe(true)
    expect(isAlive(sleeper.pid ?? 0)).toBe(true)
  })

  test('a lock whose number belongs to the server of another cluster', async () => {
    const [{ folder: other } = { folder: '' }] = await ask<{ folder: string }>(
      process.env.TEST_POSTGRES_URL ?? '',
      "SELECT current_setting('data_directory') AS folder",
    )
    leaveLock(Number(readFileSync(join(other, 'postmaster.pid'), 'utf8').split('\n')[0]))
    expect((await start()).started).toBe(true)
  })

  test('a lock whose number belongs to nobody', async () => {
    leaveLock(2 ** 22 + 1)
    expect((await start()).started).toBe(true)
  })

  test('a folder that was half-way through its making', async () => {
    const second = join(parent, 'second', 'postgres')
    mkdirSync(join(`${second}.new`, 'base'), { recursive: true })
    writeFileSync(join(`${second}.new`, 'PG_VERSION'), '18')
    const server = await start(second)
    expect(await ask(server.adminUrl, 'SELECT 1 AS one')).toEqual([{ one: 1 }])
    expect(existsSync(`${second}.new`)).toBe(false)
  })
})

test('a folder that holds something else is refused and left as it is', async () => {
  const mine = join(parent, 'mine')
  mkdirSync(mine)
  writeFileSync(join(mine, 'thesis.txt'), 'final')
  await expect(start(mine)).rejects.toThrow(mine)
  expect(readFileSync(join(mine, 'thesis.txt'), 'utf8')).toBe('final')
})
