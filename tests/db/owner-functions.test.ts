import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { asRole, grantRoles } from '@/db/roles'
import { type Database, openDatabase } from '@/lib/platform/database/client'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'

// Functions that run as the owner must do the owner's work only where the owner put them.
const APP = { name: 'owner_tests_app', password: 'a1' }
const TENANT = { name: 'owner_tests_tenant', password: 'b2' }

let bank: SeededBank
let roles: Record<'app' | 'tenant', Database>
beforeAll(async () => {
  bank = await openSeededBank()
  const url = bank.ownerUrl
  await grantRoles(url, { app: APP, tenant: TENANT })
  roles = { app: openDatabase(asRole(url, APP)), tenant: openDatabase(asRole(url, TENANT)) }
})
afterAll(async () => {
  await Promise.all(Object.values(roles).map(({ sql }) => sql.end()))
  await bank.sql.unsafe(`DROP OWNED BY ${APP.name}, ${TENANT.name} CASCADE; DROP ROLE ${APP.name}, ${TENANT.name}`)
  await bank.close()
})

const COLUMNS = `id uuid, customer_id uuid, debtor_account_id uuid, creditor_account_id uuid, amount_minor bigint,
  currency text, memo text, details jsonb, status text, reason text, transfer_id uuid, reserved_on date, updated_at timestamptz`

test.each(['app', 'tenant'] as const)('the %s cannot make a table of its own that gives holds back', async (name) => {
  const { sql } = roles[name]
  await expect(sql.unsafe(`CREATE TEMP TABLE mine (${COLUMNS})`)).rejects.toMatchObject({ code: '42501' })
  if (name === 'app') return
  // The tenant has a schema of its own, and may make tables there.
  await sql.unsafe(`CREATE TABLE tenant.mine (${COLUMNS})`)
  const guard = 'CREATE TRIGGER g BEFORE UPDATE ON tenant.mine FOR EACH ROW EXECUTE FUNCTION public.guard_approval()'
  await expect(sql.unsafe(guard)).rejects.toMatchObject({ code: '42501' })
})

test('even where a trigger could be made, the guard guards approvals only', async () => {
  const { sql } = bank
  const account = bank.alice.accounts.Checking?.id ?? ''
  await sql.unsafe(`CREATE TABLE mine (${COLUMNS})`)
  await sql.unsafe('CREATE TRIGGER g BEFORE UPDATE OF status ON mine FOR EACH ROW EXECUTE FUNCTION guard_approval()')
  await sql`INSERT INTO mine (id, customer_id, debtor_account_id, amount_minor, currency, status)
    VALUES (${randomUUID()}, ${bank.alice.id}, ${account}, -1000, 'USD', 'approved')`
  await expect(sql`UPDATE mine SET status = 'posted'`).rejects.toMatchObject({ code: '42501' })
  const [held] = await sql`SELECT held_minor FROM accounts WHERE id = ${account}`
  expect(held?.held_minor).toBe(0n)
})
