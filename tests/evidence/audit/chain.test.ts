import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asRole, grantRoles } from '@/db/roles'
import { verifyAudit } from '@/lib/evidence/audit/verify-audit'
import { type Database, openDatabase } from '@/lib/platform/database/client'
import { openIn } from '../../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'
import { accountOf, orderFor, post, refusalOf } from '../../support/ledger/ledger'

const APP = { name: 'audit_tests_app', password: 'a1' }
const TENANT = { name: 'audit_tests_tenant', password: 'b2' }

let bank: SeededBank
let app: Database
const order = () => orderFor(accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings'), '1.00')
beforeAll(async () => {
  bank = await openSeededBank()
  const url = bank.ownerUrl
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
    "SELECT link_hash('', 1, e) FROM audit_events e",
    'ALTER TABLE audit_events DISABLE TRIGGER audit_events_chain',
  ])('%s', async (statement) => {
    await expect(app.sql.unsafe(statement)).rejects.toMatchObject({ code: '42501' })
  })
})

test('what the app does through the ledger is chained all the same', async () => {
  const before = await verifyAudit(bank.ownerUrl)
  const { id } = (await post(bank.alice, order())).transfer
  await app.sql`SELECT * FROM audit_chain WHERE customer_id = ${bank.alice.id}`
  const after = await verifyAudit(bank.ownerUrl, { lists: [before.heads], hashes: [] })
  expect(after).toMatchObject({ links: before.links + 1, differences: [] })
  expect(after.headsHash).not.toBe(before.headsHash)
  const [link] = await bank.sql`
    SELECT h.hash = c.hash AS last FROM audit_events e JOIN audit_chain c ON c.event_sequence = e.sequence
    JOIN audit_heads h ON h.customer_id = e.customer_id WHERE e.transfer_id = ${id}`
  expect(link).toEqual({ last: true })
})

test('a refused order leaves no link and moves no head', async () => {
  const before = await verifyAudit(bank.ownerUrl)
  expect(await refusalOf(post(bank.alice, { ...order(), amountMinor: 900_000n }))).toBe('insufficient_funds')
  expect(await verifyAudit(bank.ownerUrl)).toEqual(before)
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
