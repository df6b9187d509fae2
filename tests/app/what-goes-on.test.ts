import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { GET as conditionals } from '@/app/api/conditional-orders/route'
import { GET as mandates } from '@/app/api/mandates/route'
import { activeMandate } from '../support/bank/mandates'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// What is in force, or still to happen, is never beyond the end of a list, however much has ended since.

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
  signInAs(bank.alice.id)
})
afterAll(() => bank.close())

test('an order that waits for its price comes before a hundred that were cancelled after it', async () => {
  const { alice, sql } = bank
  const place = (count: number, status: string, createdAt: string) => sql`
    INSERT INTO conditional_orders (id, customer_id, ticker, side, qty, price_is, price_minor, currency, status, expires_at, created_at)
    SELECT gen_random_uuid(), ${alice.id}, 'ZEKO', 'buy', 1, 'below', 500, 'USD', ${status}, now() + interval '1 day',
      ${createdAt}::timestamptz + n * interval '1 second' FROM generate_series(1, ${count}) n`
  await place(2, 'pending', '2026-01-01')
  await place(120, 'cancelled', '2026-02-01')
  const { conditionalOrders } = await (await conditionals()).json()
  const statuses = conditionalOrders.map(({ status }: { status: string }) => status)
  expect(statuses).toEqual(['pending', 'pending', ...Array(98).fill('cancelled')])
})

test('a mandate in force comes before two hundred that were denied after it', async () => {
  const { alice, sql } = bank
  const { id } = await activeMandate(alice)
  await sql.begin(async (tx) => {
    await tx`SET LOCAL session_replication_role = replica`
    await tx`CREATE TEMP TABLE denied ON COMMIT DROP AS SELECT gen_random_uuid() AS id FROM generate_series(1, 220)`
    for (const [table, changed] of [
      ['approvals', "'id', denied.id, 'status', 'denied', 'created_at', now() + interval '1 hour'"],
      ['mandates', "'id', denied.id, 'activated_at', null, 'created_at', now() + interval '1 hour'"],
    ])
      await tx.unsafe(`INSERT INTO ${table}
        SELECT (jsonb_populate_record(NULL::${table}, to_jsonb(one) || jsonb_build_object(${changed}))).*
        FROM ${table} one, denied WHERE one.id = '${id}'`)
  })
  const shown = (await (await mandates()).json()).mandates
  expect(shown).toHaveLength(200)
  expect(shown[0]).toMatchObject({ id, status: 'active' })
  expect(new Set(shown.slice(1).map(({ status }: { status: string }) => status))).toEqual(new Set(['denied']))
})
