import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type Approval, getApproval } from '@/lib/approvals/approval'
import { claimLapsed, FIRST_FENCE } from '@/lib/approvals/lease'
import { moveApproval, moveFirmly } from '@/lib/approvals/move-approval'
import { openFor } from '../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, orderFor } from '../support/ledger/ledger'

let bank: SeededBank
let approval: Approval
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())
beforeEach(async () => {
  await bank.sql`UPDATE approvals SET status = 'cancelled' WHERE status IN ('requested', 'pending', 'approved')`
  const order = orderFor(accountOf(bank.alice, 'Savings'), accountOf(bank.alice, 'Checking'), '1.00')
  approval = await openFor(bank.alice, order)
})

/** Another process finds the lease lapsed and takes the approval over. Answers its fence. */
async function takeOver(): Promise<bigint> {
  await bank.sql`UPDATE approvals SET lease_until = now() - interval '1 s' WHERE id = ${approval.id}`
  const [claim] = await claimLapsed(1)
  expect(claim?.id).toBe(approval.id)
  return claim?.fence ?? 0n
}

const state = async () => (await getApproval(bank.alice.id, approval.id)).status

test.each(['pending', 'denied', 'expired', 'failed'] as const)(
  'a process that was replaced cannot move a request to %s, the one that replaced it can',
  async (to) => {
    const fence = await takeOver()
    expect(fence).toBe(FIRST_FENCE + 1n)
    expect(await moveApproval(approval.id, to, { fence: FIRST_FENCE })).toBe(false)
    expect(await state()).toBe('requested')
    expect(await moveApproval(approval.id, to, { fence })).toBe(true)
    expect(await state()).toBe(to)
  },
)

test('nor can it use the token that it was given too late', async () => {
  await moveApproval(approval.id, 'pending', { fence: FIRST_FENCE })
  const fence = await takeOver()
  expect(await moveFirmly(approval.id, 'approved', { fence: FIRST_FENCE })).toBe(false)
  expect(await moveFirmly(approval.id, 'approved', { fence })).toBe(true)
})

test('the customer may withdraw it whoever drives it', async () => {
  await takeOver()
  expect(await moveApproval(approval.id, 'cancelled')).toBe(true)
})

test('a move is not made twice, and not taken for another’s', async () => {
  const fence = FIRST_FENCE
  expect(await moveFirmly(approval.id, 'pending', { fence })).toBe(true)
  expect(await moveFirmly(approval.id, 'pending', { fence })).toBe(false)
})
