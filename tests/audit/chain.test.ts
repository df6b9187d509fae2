import { randomUUID } from 'node:crypto'
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { drizzle } from 'drizzle-orm/postgres-js'
import { migrate } from 'drizzle-orm/postgres-js/migrator'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Database, openDatabase } from '@/db/client'
import { migrateDatabase } from '@/db/migrate'
import { asRole, grantRoles } from '@/db/roles'
import { seed } from '@/db/seed'
import { verifyAudit } from '@/lib/audit/verify-audit'
import { openIn } from '../support/approvals'
import { createTestDatabase } from '../support/database'
import { accountOf, orderFor, post, refusalOf } from '../support/ledger'
import { openSeededBank, type SeededBank } from '../support/seeded-bank'

const APP = { name: 'audit_tests_app', password: 'a1' }
const TENANT = { name: 'audit_tests_tenant', password: 'b2' }

let bank: SeededBank
let app: Database
const order = () => orderFor(accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings'), '1.00')
beforeAll(async () => {
  bank = await openSeededBank()
  const url = process.env.DATABASE_URL ?? ''
  await grantRoles(url, { app: APP, tenant: TENANT })
  app = openDatabase(asRole(url, APP))
  await post(bank.alice, order())
  await openIn('denied', bank.alice, order())
})
afterAll(async () => {
  await app.sql.end()
  await bank.sql.unsafe(`DROP OWNED BY ${APP.name}, ${TENANT.name} CASCADE; DROP ROLE ${APP.name}, ${TENANT.name}`)
  await bank.close()
})

describe('even as the owner, nobody takes a link back', () => {
  test.each([
    "UPDATE audit_chain SET hash = ''",
    'DELETE FROM audit_chain',
    'TRUNCATE audit_chain',
    'UPDATE audit_heads SET position = position - 1',
    "UPDATE audit_heads SET hash = ''",
    'UPDATE audit_heads SET position = position + 2',
    'UPDATE audit_heads SET customer_id = gen_random_uuid(), position = position + 1',
    'DELETE FROM audit_heads',
    'TRUNCATE audit_heads',
    "INSERT INTO audit_heads VALUES (gen_random_uuid(), 2, '')",
  ])('%s', async (statement) => {
    await expect(bank.sql.unsafe(statement)).rejects.toMatchObject({ code: '23001' })
  })
})

describe('the app’s role writes no link', () => {
  test.each([
    'INSERT INTO audit_chain DEFAULT VALUES',
    "UPDATE audit_chain SET hash = ''",
    'DELETE FROM audit_chain',
    'TRUNCATE audit_chain',
    'INSERT INTO audit_heads DEFAULT VALUES',
    'UPDATE audit_heads SET position = position + 1',
    'DELETE FROM audit_heads',
    'TRUNCATE audit_heads',
    'SELECT append_link(e) FROM audit_events e',
    "SELECT link_hash('', 1, e) FROM audit_events e",
    'ALTER TABLE audit_events DISABLE TRIGGER audit_events_chain',
  ])('%s', async (statement) => {
    await expect(app.sql.unsafe(statement)).rejects.toMatchObject({ code: '42501' })
  })
})

test('what the app does through the ledger is chained all the same', async () => {
  const before = await verifyAudit(process.env.DATABASE_URL ?? '')
  const { id } = (await post(bank.alice, order())).transfer
  await app.sql`SELECT * FROM audit_chain WHERE customer_id = ${bank.alice.id}`
  const after = await verifyAudit(process.env.DATABASE_URL ?? '', { lists: [before.heads], hashes: [] })
  expect(after).toMatchObject({ links: before.links + 1, differences: [] })
  expect(after.headsHash).not.toBe(before.headsHash)
  const [link] = await bank.sql`
    SELECT h.hash = c.hash AS last FROM audit_events e JOIN audit_chain c ON c.event_sequence = e.sequence
    JOIN audit_heads h ON h.customer_id = e.customer_id WHERE e.transfer_id = ${id}`
  expect(link).toEqual({ last: true })
})

test('a refused order leaves no link and moves no head', async () => {
  const before = await verifyAudit(process.env.DATABASE_URL ?? '')
  expect(await refusalOf(post(bank.alice, { ...order(), amountMinor: 900_000n }))).toBe('insufficient_funds')
  expect(await verifyAudit(process.env.DATABASE_URL ?? '')).toEqual(before)
})

test('even where a trigger could be made, only audit events are chained', async () => {
  await bank.sql`CREATE TABLE mine (LIKE audit_events INCLUDING ALL)`
  await bank.sql`CREATE TRIGGER g AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION chain_event()`
  const lie = bank.sql`INSERT INTO mine (customer_id, kind) VALUES (${bank.alice.id}, 'transfer.posted')`
  await expect(lie).rejects.toMatchObject({ code: '42501' })
})

test('an event says what was posted as the row has it, whatever the caller says', async () => {
  const key = randomUUID()
  const { transfer } = await post(bank.alice, { ...order(), memo: 'said' }, key)
  const [event] = await bank.sql<{ posted: unknown }[]>`
    SELECT data -> 'posted' AS posted FROM audit_events WHERE transfer_id = ${transfer.id}`
  expect(event?.posted).toEqual({
    key,
    debtorAccountId: order().fromAccountId,
    creditorAccountId: order().toAccountId,
    amountMinor: '100',
    currency: 'USD',
    memo: 'said',
  })
})

test('a bank from before the chain is chained by its migration, each customer’s events in their order', async () => {
  const former = await createTestDatabase()
  const folder = mkdtempSync(join(tmpdir(), 'baink-former-'))
  const sql = postgres(former.url, { max: 1, onnotice: () => {} })
  try {
    cpSync('db/migrations', folder, { recursive: true })
    const file = join(folder, 'meta', '_journal.json')
    const journal = JSON.parse(readFileSync(file, 'utf8')) as { entries: { idx: number }[] }
    writeFileSync(file, JSON.stringify({ ...journal, entries: journal.entries.filter(({ idx }) => idx < 3) }))
    await migrate(drizzle(sql), { migrationsFolder: folder })
    await seed(former.url)
    const [alice, bob] = await Promise.all(
      ['auth0|alice', 'auth0|bob'].map((subject) => formerEvents(former.url, subject)),
    )
    await migrateDatabase(former.url)
    const { links, heads, differences } = await verifyAudit(former.url)
    expect(differences).toEqual([])
    expect(links).toBe(2 * EVENTS)
    expect(new Map(heads.map(({ customerId, position }) => [customerId, position]))).toEqual(
      new Map([alice, bob].map((id) => [id, String(EVENTS)])),
    )
    const chains = await postgresOf(
      former.url,
      (s) => s<{ ordered: boolean }[]>`
      SELECT bool_and(event_sequence > coalesce(before, 0)) AS ordered FROM (
        SELECT event_sequence, lag(event_sequence) OVER (PARTITION BY customer_id ORDER BY position) AS before FROM audit_chain) c`,
    )
    expect(chains[0]?.ordered).toBe(true)
  } finally {
    await sql.end()
    await former.drop()
    rmSync(folder, { recursive: true, force: true })
  }
})

const EVENTS = 6

/** One transfer by hand and one approval to its end, by the functions of that time. Answers whose. */
async function formerEvents(url: string, subject: string): Promise<string> {
  return postgresOf(url, async (sql) => {
    const [own] = await sql<{ id: string; checking: string; savings: string }[]>`
      SELECT c.id, a.id AS checking, b.id AS savings FROM customers c
      JOIN accounts a ON a.customer_id = c.id AND a.name = 'Checking' JOIN accounts b ON b.customer_id = c.id AND b.name = 'Savings'
      WHERE c.subject = ${subject}`
    if (!own) throw new Error(`${subject} was not seeded`)
    const send = (key: string, authority: string) => sql`
      SELECT post_transfer(${randomUUID()}, ${randomUUID()}, ${randomUUID()}, ${own.id}, ${key}, 'd', ${own.checking}, ${own.savings},
        100, 'USD', NULL, ${authority}, 100000, 100000, '{}')`
    await send(randomUUID(), 'session')
    const approval = randomUUID()
    const details = {
      identifier: approval,
      debtorAccount: { id: own.checking },
      creditorAccount: { id: own.savings },
      instructedAmount: { amount: '1.00', currency: 'USD' },
    }
    await sql`SELECT open_approval(${approval}, ${own.id}, ${own.checking}, ${own.savings}, 100, 'USD', NULL, 100000, 100000, 5,
      'Transfer', ${sql.json(details)}, ${randomUUID()}, 'call', ${randomUUID()}, 15, 300)`
    await send(approval, 'approval')
    return own.id
  })
}

async function postgresOf<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}
