import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DatabaseUnavailable, openDatabase, withDeadline } from '@/db/client'
import { postTransfer } from '@/lib/transfers/post-transfer'
import { accountOf, orderFor } from '../support/ledger'
import { openSeededBank, type SeededBank } from '../support/seeded-bank'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

test('a posting that was given up because everything was busy does not happen later', async () => {
  const busy = openDatabase(process.env.DATABASE_URL ?? '')
  // More work than the pool can do before the deadline: the posting waits behind it and is never sent.
  const work = Array.from({ length: 60 }, () => busy.sql`SELECT pg_sleep(4)`.catch(() => {}))
  const order = orderFor(accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings'), '1.00')
  const key = '019b7600-0000-7000-8000-000000000001'
  const posting = postTransfer(order, { kind: 'session', customerId: bank.alice.id }, key, busy)
  await expect(posting).rejects.toBeInstanceOf(DatabaseUnavailable)
  await Promise.all(work)
  await sleep(200)
  expect(await bank.sql`SELECT FROM transfers WHERE idempotency_key = ${key}`).toHaveLength(0)
  await busy.sql.end()
}, 60_000)

test('a statement that does not end is taken back at the server', async () => {
  const slow = openDatabase(process.env.DATABASE_URL ?? '')
  await slow.sql`SET statement_timeout = 0`
  await expect(withDeadline(slow.sql`SELECT pg_sleep(30), 'given up'`)).rejects.toBeInstanceOf(DatabaseUnavailable)
  const running =
    await bank.sql`SELECT FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%given up%' AND pid <> pg_backend_pid()`
  expect(running).toHaveLength(0)
  await slow.sql.end({ timeout: 1 })
}, 60_000)

test('a server that does not let us in is one that cannot be reached: nobody knows what it holds', async () => {
  const url = new URL(process.env.DATABASE_URL ?? '')
  url.password = 'not-the-password'
  const locked = openDatabase(url.href)
  await expect(withDeadline(locked.sql`SELECT 1`)).rejects.toBeInstanceOf(DatabaseUnavailable)
  await locked.sql.end({ timeout: 1 })
})

test('a query that is taken back while it waits behind another leaves the others their own answers', async () => {
  const busy = openDatabase(process.env.DATABASE_URL ?? '')
  const ask = (n: number, seconds: number) =>
    busy.sql<{ n: number }[]>`SELECT ${n}::int AS n, pg_sleep(${seconds}::float8)`.execute()
  // Every connection knows the statement already: that is when the driver would send several, one behind the other.
  await Promise.all(Array.from({ length: 20 }, (_, n) => ask(n, 0.3)))
  const sleepers = Array.from({ length: 20 }, (_, n) => ask(n, 1.5))
  await sleep(400)
  const waiting = Array.from({ length: 100 }, (_, n) => ask(n, 0))
  await sleep(100)
  const answers = waiting.map((query) => query.then(([row]) => row?.n).catch(() => 'taken back'))
  for (const [n, query] of waiting.entries()) if (n % 3 === 0) query.cancel()
  await Promise.all(sleepers)
  // A request to cancel may also come too late, or meet the next query: then that one is not answered, or its own.
  const mixedUp = (await Promise.all(answers)).filter((answer, n) => answer !== n && answer !== 'taken back')
  expect(mixedUp).toEqual([])
  expect((await ask(7, 0))[0]?.n).toBe(7)
  await busy.sql.end({ timeout: 1 })
}, 60_000)
