import { type AddressInfo, connect, createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import postgres from 'postgres'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { connect as connectBank } from '@/db/connect'
import { DatabaseUnavailable, openDatabase, withDeadline } from '@/lib/platform/database/client'
import { connect as connectTenant } from '@/tenant/store/database'
import { Link } from '../faults/link'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
  await bank.sql`CREATE TABLE too_late (n int)`
  await bank.sql`CREATE TABLE opened_late (n int)`
})
afterAll(() => bank.close())

const POOLS: [string, (url: string) => postgres.Sql][] = [
  ['bank', (url) => connectBank(url, { max: 1, types: { bigint: postgres.BigInt } }) as unknown as postgres.Sql],
  ['tenant', connectTenant],
]

/** Opens a door to the server that passes the first answer which holds `mark` up to a place in it, and closes. */
async function openDoor(mark: string, upTo: (answer: Buffer) => number) {
  const url = new URL(process.env.DATABASE_URL ?? '')
  const [host, port] = ['127.0.0.1', Number(url.port)]
  let closes = true
  const door = createServer((client) => {
    const server = connect({ host, port })
    for (const side of [client, server])
      side.on('error', () => {}).on('close', () => [client, server].map((one) => one.destroy()))
    client.pipe(server)
    server.on('data', (chunk: Buffer) => {
      if (!closes || !chunk.includes(mark)) return client.write(chunk)
      closes = false
      return client.end(chunk.subarray(0, upTo(chunk)))
    })
  })
  await new Promise<void>((resolve) => door.listen(0, host, resolve))
  url.port = String((door.address() as AddressInfo).port)
  return { url: url.href, close: () => door.close() }
}

test.concurrent.each(POOLS)(
  'an answer that broke off within its rows leaves no hole in the next: %s',
  async (_, open) => {
    // The three rows pass, and not that they were all.
    const door = await openDoor('SELECT 3', (answer) => answer.indexOf('SELECT 3') - 5)
    const pool = open(door.url)
    const one = async () => expect([...(await pool`SELECT 1 AS n`)]).toEqual([{ n: 1 }])
    await expect(pool`SELECT n FROM generate_series(1, 3) n`).rejects.toThrow()
    await one()
    await expect(pool`SELECT 1 / (4 - i) AS n FROM generate_series(1, 10) i`).rejects.toMatchObject({ code: '22012' })
    await one()
    await pool.end({ timeout: 1 })
    door.close()
  },
)

test.concurrent.each(POOLS)('an error that broke off is told of no other query: %s', async (_, open) => {
  // The error passes, and not that the server is ready for the next query.
  const door = await openDoor('22012', (answer) => answer.length - 6)
  const pool = open(door.url)
  await expect(pool`SELECT 1 / 0`).rejects.toThrow()
  const end = await pool`SELECT 1 AS n`.then(
    ([row]) => row,
    (error: unknown) => error,
  )
  if (end instanceof Error) expect(end).toMatchObject({ code: 'CONNECTION_CLOSED' })
  else expect(end).toEqual({ n: 1 })
  expect([...(await pool`SELECT 2 AS n`)]).toEqual([{ n: 2 }])
  await pool.end({ timeout: 1 })
  door.close()
})

test.concurrent('after a time without answers every connection can be used again', async () => {
  const url = new URL(process.env.DATABASE_URL ?? '')
  const link = await Link.open(Number(url.port))
  url.port = String(link.port)
  const cold = openDatabase(url.href)
  link.become({ kind: 'black_hole' })
  const asked: Promise<unknown>[] = []
  for (let n = 0; n < 180; n++) {
    asked.push(withDeadline(cold.sql`SELECT 1`).catch((error: unknown) => error))
    await sleep(100)
  }
  link.clear()
  for (const answer of await Promise.all(asked))
    if (answer instanceof Error) expect(answer).toBeInstanceOf(DatabaseUnavailable)
  // Twenty at a time: whoever had to wait for another's end would be refused after four seconds.
  await Promise.all(Array.from({ length: 20 }, () => withDeadline(cold.sql`SELECT pg_sleep(4.4)`)))
  await cold.sql.end({ timeout: 1 })
  await link.close()
}, 60_000)

test.concurrent('what waits for a connection in vain is never run', async () => {
  const work = Array.from({ length: 20 }, () => withDeadline(bank.sql`SELECT pg_sleep(4.8)`).catch(() => {}))
  await sleep(50)
  const late = withDeadline(bank.db.execute('INSERT INTO too_late VALUES (1)'))
  await expect(late).rejects.toBeInstanceOf(DatabaseUnavailable)
  await Promise.all(work)
  await sleep(200)
  expect(await bank.sql`SELECT FROM too_late`).toHaveLength(0)
}, 60_000)

test.concurrent('a query that was given up is never run, though its connection opens in the next moment', async () => {
  const url = new URL(process.env.DATABASE_URL ?? '')
  const [host, port] = ['127.0.0.1', Number(url.port)]
  const opensAt = performance.now() + 8_700
  // As a proxy in front of a server that is not there yet: it takes every connection, and closes it.
  const door = createServer((client) => {
    client.on('error', () => {})
    if (performance.now() < opensAt) return setTimeout(() => client.end(), 20)
    const server = connect({ host, port })
    server.on('error', () => {})
    return client.pipe(server).pipe(client)
  })
  await new Promise<void>((resolve) => door.listen(0, host, resolve))
  url.port = String((door.address() as AddressInfo).port)
  const early = openDatabase(url.href)
  const outcome = await withDeadline(early.sql`INSERT INTO opened_late VALUES (1)`).catch((error: unknown) => error)
  expect(outcome).toBeInstanceOf(DatabaseUnavailable)
  await vi.waitUntil(async () => (await early.sql`SELECT 1`).length === 1, 20_000)
  expect(performance.now()).toBeGreaterThan(opensAt)
  expect(await bank.sql`SELECT FROM opened_late`).toHaveLength(0)
  await early.sql.end({ timeout: 1 })
  door.close()
}, 30_000)

test('a connection that breaks as it opens fails the query that it was opened for, and nothing else', async () => {
  const { host, port } = { host: '127.0.0.1', port: Number(new URL(process.env.DATABASE_URL ?? '').port) }
  const READY = Buffer.from('Z\0\0\0\x05I')
  const door = createServer((client) => {
    const server = connect({ host, port })
    let open = false
    client.on('data', (chunk) => (open ? client.resetAndDestroy() : server.write(chunk)))
    server.on('data', (chunk) => {
      open ||= chunk.includes(READY)
      client.write(chunk)
    })
    for (const side of [client, server])
      side.on('error', () => {}).on('close', () => [client, server].map((s) => s.destroy()))
  })
  await new Promise<void>((resolve) => door.listen(0, host, resolve))
  const url = new URL(process.env.DATABASE_URL ?? '')
  url.port = String((door.address() as AddressInfo).port)
  const unhandled: unknown[] = []
  const note = (error: unknown) => unhandled.push(error)
  process.on('unhandledRejection', note)
  const broken = openDatabase(url.href)
  await expect(withDeadline(broken.sql`SELECT 1`)).rejects.toBeInstanceOf(DatabaseUnavailable)
  await sleep(50)
  process.off('unhandledRejection', note)
  await broken.sql.end({ timeout: 1 })
  door.close()
  expect(unhandled).toEqual([])
})
