import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { type Database, DatabaseUnavailable, openDatabase } from '@/lib/platform/database/client'
import { Link } from '../faults/link'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, balanceOf, openAccount, orderFor } from '../support/ledger/ledger'

let bank: SeededBank
let link: Link
let over: Database
beforeAll(async () => {
  bank = await openSeededBank()
  const url = new URL(String(process.env.DATABASE_URL))
  link = await Link.open(Number(url.port))
  url.port = String(link.port)
  over = openDatabase(url.href)
})
afterAll(async () => {
  await over.sql.end({ timeout: 1 })
  await link.close()
  await bank.close()
})
beforeEach(() => link.clear())

/** An order for 25.00 from an account that has 100.00, and what is left there. */
async function hundred() {
  const account = await openAccount(bank, bank.alice, { name: randomUUID(), opening: 10_000n })
  const order = orderFor(account, accountOf(bank.alice, 'Savings'), '25.00')
  const post = (key: string) => postTransfer(order, { kind: 'session', customerId: bank.alice.id }, key, over)
  return { post, left: async () => (await balanceOf(bank, account)).balance }
}

test.each([
  ['before', false],
  ['after', true],
] as const)('a connection that breaks %s the commit costs nothing but time', async (when, replayed) => {
  const { post, left } = await hundred()
  link.cutPostings(when, 1)
  expect(await post(randomUUID())).toMatchObject({ transfer: { amount: '25.00' }, replayed })
  expect([link.cuts > 0, await left()]).toEqual([true, 7_500n])
})

test('one that breaks again leaves the outcome open, and the same key finds it', async () => {
  const { post, left } = await hundred()
  const key = randomUUID()
  link.cutPostings('after', 2)
  await expect(post(key)).rejects.toBeInstanceOf(DatabaseUnavailable)
  expect(await post(key)).toMatchObject({ replayed: true })
  expect(await left()).toBe(7_500n)
})
