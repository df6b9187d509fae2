import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { migrateDatabase } from '@/db/migrate'
import { ALICE, BOB, demoCustomer, seed } from '@/db/seed'
import { verifyLedger } from '@/db/verify'
import { createTestDatabase, type TestDatabase } from '../support/bank/database'

let fresh: TestDatabase
let sql: postgres.Sql
beforeAll(async () => {
  fresh = await createTestDatabase()
  await migrateDatabase(fresh.url)
  await seed(fresh.url)
  sql = postgres(fresh.url, { max: 1 })
})
afterAll(async () => {
  await sql.end()
  await fresh.drop()
})

function accountsOf(subject: string) {
  return sql<{ account: string }[]>`
    SELECT concat_ws(' ', a.name, a.type, a.currency, a.balance_minor, a.floor_minor, a.status) AS account
    FROM accounts a JOIN customers c ON c.id = a.customer_id WHERE c.subject = ${subject} ORDER BY a.number`.then(
    (rows) => rows.map(({ account }) => account),
  )
}

/** Every row of the bank, as text. */
async function everything(): Promise<unknown> {
  const tables = [
    'customers',
    'accounts',
    'payees',
    'transfers',
    'entries',
    'daily_totals',
    'approvals',
    'audit_events',
  ]
  return Promise.all(tables.map((table) => sql.unsafe(`SELECT t::text FROM ${table} t ORDER BY 1`)))
}

const ALICES = [
  'Old Checking checking USD 0 0 closed',
  'Euro Account checking EUR 120000 0 active',
  'Holiday Fund savings USD 80000 0 frozen',
  'Checking checking USD 250000 0 active',
  'Savings savings USD 1000000 0 active',
  'Credit Card credit USD -34250 -500000 active',
]

test('alice has the demo’s accounts', async () => {
  expect(await accountsOf('auth0|alice')).toEqual(ALICES)
})

test('bob has the demo’s accounts', async () => {
  expect(await accountsOf('auth0|bob')).toEqual([
    'Checking checking USD 120000 0 active',
    'Savings savings USD 500000 0 active',
  ])
})

test('each is the other’s payee by name', async () => {
  const payees = await sql`
    SELECT c.name, p.nickname, a.number FROM payees p JOIN customers c ON c.id = p.customer_id
    JOIN accounts a ON a.id = p.account_id ORDER BY c.name`
  expect([...payees]).toEqual([
    { name: 'Alice Example', nickname: 'Bob', number: '100030005566' },
    { name: 'Bob Example', nickname: 'Alice', number: '100020004321' },
  ])
})

test('the opening balances come out of the bank’s own accounts, one for each currency, and the book is sound', async () => {
  const system =
    await sql`SELECT currency, balance_minor::int AS balance FROM accounts WHERE type = 'system' ORDER BY 1`
  expect([...system]).toEqual([
    { currency: 'EUR', balance: -120_000 },
    { currency: 'USD', balance: -(250_000 + 1_000_000 - 34_250 + 80_000 + 120_000 + 500_000 + 100_000_000) },
  ])
  expect((await verifyLedger(fresh.url)).differences).toEqual([])
})

test('ids are UUIDv7, as all of the bank’s are', async () => {
  const ids = await sql<{ id: string }[]>`
    SELECT id FROM customers UNION ALL SELECT id FROM accounts UNION ALL SELECT id FROM transfers UNION ALL SELECT id FROM entries`
  for (const { id } of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})

test('seeding again changes nothing, and neither do four seeds at once', async () => {
  const before = await everything()
  await seed(fresh.url)
  await Promise.all(Array.from({ length: 4 }, () => seed(fresh.url)))
  expect(await everything()).toEqual(before)
})

test('seeding again takes no money back that has moved since', async () => {
  const [moved] = await sql`
    SELECT transfer_id FROM post_transfer(
      p_id => gen_random_uuid(), p_debit_entry => gen_random_uuid(), p_credit_entry => gen_random_uuid(),
      p_customer => (SELECT id FROM customers WHERE subject = 'auth0|bob'), p_key => gen_random_uuid(), p_digest => 'd',
      p_debtor => (SELECT id FROM accounts WHERE number = '100030005566'),
      p_creditor => (SELECT id FROM accounts WHERE number = '100030007788'), p_amount => 100, p_currency => 'USD',
      p_memo => NULL, p_authority => 'session', p_transfer_limit => 1000000, p_daily_limit => 1000000, p_actor => '{}')`
  expect(moved).toBeDefined()
  const before = await everything()
  await seed(fresh.url)
  expect(await everything()).toEqual(before)
})

test('somebody of another tenant gets alice’s accounts under numbers of their own, the same each time', async () => {
  const carol = demoCustomer('auth0|carol', 'Carol')
  await seed(fresh.url, [ALICE, BOB, carol])
  await seed(fresh.url, [ALICE, BOB, demoCustomer('auth0|carol', 'Carol')])
  const found = await accountsOf('auth0|carol')
  expect(found.sort()).toEqual([...ALICES].sort())
  for (const { number } of carol.accounts) expect(number).toMatch(/^\d{12}$/)
  expect((await verifyLedger(fresh.url)).differences).toEqual([])
})

test('somebody who has signed in before the seeding gets accounts too', async () => {
  await sql`INSERT INTO customers (id, subject, name) VALUES (gen_random_uuid(), 'auth0|early', 'Early')`
  await seed(fresh.url, [ALICE, BOB, demoCustomer('auth0|early', 'Early')])
  expect((await accountsOf('auth0|early')).sort()).toEqual([...ALICES].sort())
})
