import { v7 as uuidv7 } from 'uuid'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { lastMovements } from '@/lib/ledger/accounts/last-movements'
import { netPositions } from '@/lib/ledger/accounts/net-positions'
import { localDate } from '@/lib/platform/time/day-start'
import { openSeededBank, pay, type SeededBank } from '../../support/bank/seeded-bank'
import { accountOf, openAccount } from '../../support/ledger/ledger'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

const DAY_MS = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS)

/** Writes an account's line as if it had been booked then. */
async function bookedAt(accountId: string, at: Date, amount: number, balanceAfter: number): Promise<void> {
  await bank.sql.begin(async (tx) => {
    await tx`SET LOCAL session_replication_role = replica`
    await tx`INSERT INTO entries (id, transfer_id, account_id, amount_minor, balance_after_minor, created_at)
      VALUES (${uuidv7()}, ${uuidv7()}, ${accountId}, ${amount}, ${balanceAfter}, ${at.toISOString()})`
  })
}

test('a customer’s own transfer is one movement, what others paid is theirs, and the rest is left out', async () => {
  const { id, accounts } = bank.alice
  expect(await lastMovements(id)).toHaveLength(5)
  await pay({ customerId: id, from: accounts.Checking, to: accounts.Savings, amount: '25.00', memo: 'Rainy days' })
  await pay({ customerId: id, from: accounts.Checking, to: bank.bob.accounts.Checking, amount: '1.50' })
  const movements = await lastMovements(id)
  expect(movements).toHaveLength(6)
  expect(movements.slice(0, 2)).toMatchObject([
    { amount: '-1.50', counterparty: 'Bob Example', ownAccountId: null },
    {
      amount: '-25.00',
      accountId: accounts.Checking?.id,
      ownAccountId: accounts.Savings?.id,
      description: 'Rainy days',
    },
  ])
  expect(movements.filter(({ amount }) => amount === '25.00')).toEqual([])
  expect((await lastMovements(bank.bob.id))[0]).toMatchObject({ amount: '1.50', counterparty: 'Alice Example' })
})

test('the net position ends each day of the customer’s zone, begins with the first line of all, and ends as the accounts do', async () => {
  const { id, accounts } = bank.bob
  const [before] = await netPositions(id, 'UTC')
  const owned = Object.values(accounts).reduce((sum, { balance }) => sum + Number(balance), 0) + 1.5
  // The run's bank was opened today, or before midnight.
  const [opened] =
    await bank.sql`SELECT min(created_at) AS at FROM entries WHERE account_id IN ${bank.sql(Object.values(accounts).map(({ id }) => id))}`
  expect(before).toMatchObject({ currency: 'USD', since: localDate(new Date(opened?.at), 'UTC') })
  expect(before?.amounts.map(Number).at(-1)).toBe(owned)
  // An account that is opened later has nothing before, where another has a line.
  const [older, newer] = [
    await openAccount(bank, bank.bob, { name: 'Old', currency: 'SEK' }),
    await openAccount(bank, bank.bob, { name: 'New', currency: 'SEK' }),
  ]
  await bookedAt(older.id, daysAgo(5), 500, 500)
  await bookedAt(newer.id, daysAgo(2), 700, 700)
  const inKronor = (await netPositions(id, 'UTC')).find(({ currency }) => currency === 'SEK')
  expect(inKronor).toMatchObject({ since: localDate(daysAgo(5), 'UTC') })
  expect(inKronor?.amounts.map(Number)).toEqual([5, 5, 5, 12, 12, 12])
})

test('a day keeps its last balance until the next line, and an older line stands for the first day', async () => {
  const account = await openAccount(bank, bank.bob, { name: 'Yen', currency: 'JPY' })
  const noon = (days: number) => new Date(`${daysAgo(days).toISOString().slice(0, 10)}T12:00:00Z`)
  await bookedAt(account.id, noon(400), 500, 500)
  await bookedAt(account.id, noon(3), 100, 600)
  await bookedAt(account.id, noon(3), -50, 550)
  await bookedAt(account.id, new Date(`${daysAgo(1).toISOString().slice(0, 10)}T23:30:00Z`), 20, 570)
  const inYen = async (zone: string) =>
    (await netPositions(bank.bob.id, zone)).find(({ currency }) => currency === 'JPY')
  expect((await inYen('UTC'))?.amounts).toEqual([...Array(27).fill('500'), '550', '550', '570', '570'])
  // Half past eleven in the evening is the next morning in Tokyo.
  const tokyo = (await inYen('Asia/Tokyo'))?.amounts ?? []
  expect(tokyo.indexOf('570') - tokyo.indexOf('550')).toBe(3)
})

test('of an account with very many lines the newest thousand are read, and the line begins where they do', async () => {
  const account = await openAccount(bank, bank.bob, { name: 'Francs', currency: 'CHF' })
  await bank.sql.begin(async (tx) => {
    await tx`SET LOCAL session_replication_role = replica`
    await tx`INSERT INTO entries (id, transfer_id, account_id, amount_minor, balance_after_minor, created_at)
      SELECT gen_random_uuid(), gen_random_uuid(), ${account.id}, 1, n, now() - (1500 - n) * interval '12 minutes' FROM generate_series(1, 1500) n`
  })
  const francs = (await netPositions(bank.bob.id, 'UTC')).find(({ currency }) => currency === 'CHF')
  expect(francs?.since).toBe(localDate(new Date(Date.now() - 999 * 12 * 60_000), 'UTC'))
  expect(francs?.amounts.at(-1)).toBe('15.00')
  expect(francs?.amounts).not.toContain('0.00')
})

test('nobody else’s accounts are among them', async () => {
  expect(accountOf(bank.bob, 'Checking').currency).toBe('USD')
  expect(await netPositions(uuidv7(), 'UTC')).toEqual([])
  expect(await lastMovements(uuidv7())).toEqual([])
})
