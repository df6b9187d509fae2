import postgres from 'postgres'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CheckedTo, whereItStands } from '@/db/checked-to'
import { NOTHING_KEPT } from '@/lib/evidence/audit/earlier'
import { verifyAuditWithin } from '@/lib/evidence/audit/verify-audit'
import { lookAfter } from '../../support/bank/look-after'
import { openSeededBank, type SeededBank } from '../../support/bank/seeded-bank'
import { accountOf, orderFor, post } from '../../support/ledger/ledger'

let bank: SeededBank
let owner: postgres.Sql
let checked: CheckedTo | undefined

/** Each customer's chain has two links that were checked; alice's has two more. */
beforeAll(async () => {
  bank = await openSeededBank()
  owner = postgres(bank.ownerUrl, { max: 1 })
  const pay = (who: typeof bank.alice) =>
    post(who, orderFor(accountOf(who, 'Checking'), accountOf(who, 'Savings'), '1.00'))
  for (const who of [bank.alice, bank.bob, bank.alice, bank.bob]) await pay(who)
  checked = await whereItStands(owner)
  for (const who of [bank.alice, bank.alice]) await pay(who)
})
afterAll(async () => {
  await owner.end()
  await bank.close()
})

/** The links that were recomputed, and the names of the differences. */
const found = (damage = '') =>
  lookAfter(owner, damage, async (tx) => {
    const { links, differences } = await verifyAuditWithin(tx, NOTHING_KEPT, checked)
    return { links, differences: differences.map((line) => line.split(':')[0]) }
  })
const chainOf = (who: typeof bank.alice, position: number) => `customer_id = '${who.id}' AND position = ${position}`
const change = (who: typeof bank.alice, position: number) =>
  `UPDATE audit_events SET data = data || '{"more": 1}'
    WHERE sequence = (SELECT event_sequence FROM audit_chain WHERE ${chainOf(who, position)})`

test('every later link is recomputed', async () => {
  expect(await found()).toEqual({ links: 2, differences: [] })
  expect(await found(change(bank.alice, 4))).toEqual({ links: 2, differences: ['changed'] })
})

test('what was checked is believed, but not that it is still there', async () => {
  expect(await found(change(bank.alice, 1))).toMatchObject({ differences: [] })
  expect(await found(`DELETE FROM audit_chain WHERE ${chainOf(bank.alice, 2)}`)).toMatchObject({
    differences: ['missing'],
  })
  const other = `UPDATE audit_chain SET hash = repeat('a', 64) WHERE ${chainOf(bank.alice, 2)}`
  expect(await found(other)).toMatchObject({ differences: ['changed'] })
})

test('the end of a chain that nobody has added to is compared with its head', async () => {
  const moved = `UPDATE audit_heads SET position = 7 WHERE customer_id = '${bank.bob.id}'`
  expect(await found(moved)).toMatchObject({ differences: ['cut off'] })
  const cut = `DELETE FROM audit_chain WHERE ${chainOf(bank.bob, 2)}`
  expect(await found(cut)).toMatchObject({ differences: ['cut off'] })
})
