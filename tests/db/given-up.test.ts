import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { DatabaseUnavailable, openDatabase, withDeadline } from '@/lib/platform/database/client'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, orderFor } from '../support/ledger/ledger'

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

test('a statement that does not end is ended by the server', async () => {
  const slow = openDatabase(process.env.DATABASE_URL ?? '')
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
