import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { asRole, grantRoles } from '@/db/roles'
import { openApproval } from '@/lib/approvals/open-approval'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { type Database, openDatabase } from '@/lib/platform/database/client'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, approvedBy, orderFor, refusalOf } from '../support/ledger/ledger'

// Roles belong to the whole cluster, and other test files make theirs: these have names of their own.
const APP = { name: 'ledger_tests_app', password: 'a1' }
const TENANT = { name: 'ledger_tests_tenant', password: 'b2' }
const DENIED = '42501'

let bank: SeededBank
let app: Database
let approvalId: string
const order = () => orderFor(accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings'), '1.00')

beforeAll(async () => {
  bank = await openSeededBank()
  const url = bank.ownerUrl
  await grantRoles(url, { app: APP, tenant: TENANT })
  app = openDatabase(asRole(url, APP))
  const asked = { customerId: bank.alice.id, order: order(), chatId: randomUUID(), toolCallId: 'call' }
  approvalId = (await openApproval(asked)).id
})
afterAll(async () => {
  await app.sql.end()
  await bank.sql.unsafe(`DROP OWNED BY ${APP.name}, ${TENANT.name} CASCADE; DROP ROLE ${APP.name}, ${TENANT.name}`)
  await bank.close()
})

describe('with the app’s role, there is no way to write money', () => {
  test.each([
    'accounts',
    'transfers',
    'entries',
    'daily_totals',
    'audit_events',
    'approval_moves',
    'approvals',
    'payees',
  ])('%s takes no insert, delete or truncate', async (table) => {
    for (const statement of [
      `INSERT INTO ${table} DEFAULT VALUES`,
      `DELETE FROM ${table}`,
      `TRUNCATE ${table} CASCADE`,
    ]) {
      await expect(app.sql.unsafe(statement), statement).rejects.toMatchObject({ code: DENIED })
    }
  })

  test.each([
    ['accounts', 'balance_minor = 0'],
    ['accounts', 'held_minor = 0'],
    ['accounts', 'floor_minor = -1'],
    ['accounts', "status = 'active'"],
    ['accounts', 'customer_id = NULL'],
    ['transfers', 'amount_minor = 1'],
    ['transfers', 'memo = NULL'],
    ['entries', 'amount_minor = 1'],
    ['entries', 'balance_after_minor = 1'],
    ['daily_totals', 'total_minor = 0'],
    ['audit_events', "data = '{}'"],
    ['approval_moves', "to_status = 'posted'"],
    ['customers', "name = 'Mallory'"],
    ['customers', "subject = 'auth0|mallory'"],
    ['payees', 'account_id = account_id'],
    ['approvals', 'amount_minor = 1'],
    ['approvals', 'creditor_account_id = debtor_account_id'],
    ['approvals', 'debtor_account_id = creditor_account_id'],
    ['approvals', "currency = 'EUR'"],
    ['approvals', "memo = 'other'"],
    ['approvals', "details = '{}'"],
    ['approvals', "binding_message = 'other'"],
    ['approvals', 'customer_id = customer_id'],
    ['approvals', 'reserved_on = reserved_on'],
    ['approvals', 'transfer_id = NULL'],
  ])('%s cannot be changed: %s', async (table, change) => {
    await expect(app.sql.unsafe(`UPDATE ${table} SET ${change}`)).rejects.toMatchObject({ code: DENIED })
  })

  test.each([
    'write_entries(NULL, NULL, NULL, NULL, NULL, NULL)',
    'take_daily_limit(NULL, NULL, NULL, NULL, NULL)',
    'lock_accounts(NULL, NULL, NULL, NULL, NULL, NULL)',
    'settle_approval(NULL, NULL)',
    'open_account(NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL)',
  ])('the ledger’s inner function cannot be called: %s', async (call) => {
    await expect(app.sql.unsafe(`SELECT ${call}`)).rejects.toMatchObject({ code: DENIED })
  })

  test.each([
    'ALTER TABLE entries DISABLE TRIGGER ALL',
    'DROP TABLE entries CASCADE',
    'DROP TRIGGER entries_append_only ON entries',
    'SET session_replication_role = replica',
    'CREATE TABLE public.more (id int)',
    'ALTER FUNCTION refuse(text) RENAME TO refused',
    `SET ROLE ${TENANT.name}`,
    'SET ROLE postgres',
  ])('the rules cannot be switched off: %s', async (statement) => {
    await expect(app.sql.unsafe(statement)).rejects.toMatchObject({ code: DENIED })
  })

  test('an approval cannot be called posted: only a posting can', async () => {
    const claim = app.sql`UPDATE approvals SET status = 'posted' WHERE id = ${approvalId}`
    await expect(claim).rejects.toThrow()
    const [row] = await app.sql`SELECT status, transfer_id FROM approvals WHERE id = ${approvalId}`
    expect(row).toEqual({ status: 'requested', transfer_id: null })
  })

  test('a temporary table of the same name does not stand in for the ledger’s', async () => {
    await expect(app.sql`CREATE TEMPORARY TABLE accounts (id uuid)`).rejects.toMatchObject({ code: DENIED })
    // Where a role may make one all the same, as the owner may, the functions do not look at it.
    const one = postgres(bank.ownerUrl, { max: 1, types: { bigint: postgres.BigInt } })
    try {
      await one`CREATE TEMPORARY TABLE accounts AS SELECT * FROM public.accounts`
      await one`UPDATE pg_temp.accounts SET floor_minor = -1000000000000`
      const session = { kind: 'session', customerId: bank.alice.id } as const
      const rich = { ...order(), amountMinor: 900_000n }
      expect(await refusalOf(postTransfer(rich, session, randomUUID(), { sql: one }))).toBe('insufficient_funds')
    } finally {
      await one.end()
    }
  })
})

test('through the ledger’s functions the app’s role does all of its work', async () => {
  const session = { kind: 'session', customerId: bank.alice.id } as const
  expect((await postTransfer(order(), session, randomUUID(), app)).replayed).toBe(false)
  const approved = postTransfer(order(), approvedBy(bank.alice, approvalId), approvalId, app)
  expect((await approved).transfer.authority).toBe('approval')
})

test('the app’s role finds no system account to pay from', async () => {
  const system = await app.sql<{ id: string }[]>`SELECT id FROM accounts WHERE type = 'system'`
  expect(system).toHaveLength(2)
  const session = { kind: 'session', customerId: bank.alice.id } as const
  for (const { id } of system) {
    const minted = postTransfer({ ...order(), fromAccountId: id }, session, randomUUID(), app)
    expect(await refusalOf(minted)).toBe('account_not_found')
  }
})

test('the tenant’s role sees nothing of the bank, and the app’s nothing of the tenant', async () => {
  const tenant = openDatabase(asRole(bank.ownerUrl, TENANT))
  try {
    for (const table of ['accounts', 'customers', 'transfers', 'approvals', 'entries', 'messages']) {
      await expect(tenant.sql.unsafe(`SELECT 1 FROM public.${table}`)).rejects.toMatchObject({ code: DENIED })
    }
    const posting = postTransfer(order(), { kind: 'session', customerId: bank.alice.id }, randomUUID(), tenant)
    await expect(posting).rejects.toMatchObject({ code: DENIED })
    await tenant.sql`CREATE TABLE tenant.keys (secret text)`
    await expect(app.sql`SELECT secret FROM tenant.keys`).rejects.toMatchObject({ code: DENIED })
  } finally {
    await tenant.sql.end()
  }
})

test('granting again changes the password and nothing else', async () => {
  const url = bank.ownerUrl
  await grantRoles(url, { app: { ...APP, password: 'c3' }, tenant: TENANT })
  const old = postgres(asRole(url, APP), { max: 1 })
  await expect(old`SELECT 1`).rejects.toMatchObject({ code: '28P01' })
  await old.end()
})

test.each([
  [{ name: 'a; DROP TABLE accounts', password: 'a1' }],
  [{ name: 'Robert', password: 'a1' }],
  [{ name: APP.name, password: "a' SUPERUSER '" }],
  [{ name: APP.name, password: '' }],
])('a role that needs quoting is refused: %j', async (role) => {
  await expect(grantRoles(bank.ownerUrl, { app: role, tenant: TENANT })).rejects.toThrow(/role/)
})
