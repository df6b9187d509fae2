import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getApproval } from '@/lib/approvals/approval'
import { APPROVAL_MOVES, type ApprovalStatus, isFinal, statesBefore } from '@/lib/approvals/approval-states'
import { moveApproval } from '@/lib/approvals/move-approval'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { openFor, openIn } from '../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, orderFor } from '../support/ledger/ledger'

const OPEN = ['requested', 'pending', 'approved'] as const
const FINAL = ['posted', 'denied', 'expired', 'cancelled', 'failed'] as const
const ALL = [...OPEN, ...FINAL]
const NOT_ALLOWED = 'BK002'

let bank: SeededBank
let order: TransferOrder
beforeAll(async () => {
  bank = await openSeededBank()
  order = orderFor(accountOf(bank.alice, 'Checking'), accountOf(bank.alice, 'Savings'), '1.00')
})
afterAll(() => bank.close())

/** Sets a row's status by SQL, past everything but the database's own rules. Answers the SQLSTATE of a refusal. */
async function force(id: string, to: ApprovalStatus): Promise<string> {
  const outcome: unknown = await bank.sql`UPDATE approvals SET status = ${to} WHERE id = ${id}`.catch((e: unknown) => e)
  return outcome instanceof Error && 'code' in outcome ? String(outcome.code) : 'allowed'
}

test('the database has the very same table of moves', async () => {
  const rows = await bank.sql`SELECT from_status, to_status FROM approval_moves`
  const moves = rows.map((row) => `${row.from_status} > ${row.to_status}`)
  expect(moves.sort()).toEqual(APPROVAL_MOVES.map(([from, to]) => `${from} > ${to}`).sort())
})

test('from a final state nothing leads on, from an open one everything ends', () => {
  expect(ALL.filter(isFinal)).toEqual(FINAL)
  for (const state of OPEN) expect(statesBefore('cancelled')).toContain(state)
  expect(statesBefore('posted')).toEqual(['approved'])
  expect(statesBefore('requested')).toEqual([])
})

describe('the database refuses every other move', () => {
  test.each(ALL)('from %s', async (from) => {
    const { id } = await openIn(from, bank.alice, order)
    const allowed = APPROVAL_MOVES.filter((move) => move[0] === from).map((move): string => move[1])
    const others = ALL.filter((to) => to !== from && !allowed.includes(to))
    expect(others.length + allowed.length).toBe(ALL.length - 1)
    for (const to of others) expect([to, await force(id, to)]).toEqual([to, NOT_ALLOWED])
    expect(await getApproval(bank.alice.id, id)).toMatchObject({ status: from })
    if (!isFinal(from)) await moveApproval(id, 'cancelled')
  })

  test('and a state that does not exist', async () => {
    const { id } = await openFor(bank.alice, order)
    expect(await force(id, 'done' as ApprovalStatus)).toBe(NOT_ALLOWED)
    await moveApproval(id, 'cancelled')
  })

  test('and `posted` without a transfer', async () => {
    const { id } = await openIn('approved', bank.alice, order)
    expect(await force(id, 'posted')).toBe('23514')
    await moveApproval(id, 'cancelled')
  })
})

describe('a move that comes too late', () => {
  const targets = ['pending', 'approved', 'denied', 'expired', 'cancelled', 'failed'] as const
  test.each(FINAL)('changes nothing in a row that is %s', async (status) => {
    const { id } = await openIn(status, bank.alice, order)
    const before = await bank.sql`SELECT * FROM approvals WHERE id = ${id}`
    for (const to of targets) expect(await moveApproval(id, to, { reason: 'token_lost' })).toBe(false)
    expect(await bank.sql`SELECT * FROM approvals WHERE id = ${id}`).toEqual(before)
  })

  test('is told apart from the one that was first, however many try at once', async () => {
    const { id } = await openIn('pending', bank.alice, order)
    const moves = await Promise.all(
      Array.from({ length: 20 }, (_, n) => moveApproval(id, n % 2 ? 'denied' : 'cancelled')),
    )
    expect(moves.filter(Boolean)).toHaveLength(1)
  })
})

test('what an approval is for cannot change on the way', async () => {
  const { id } = await openFor(bank.alice, order)
  for (const change of [bank.sql`amount_minor = 99999`, bank.sql`memo = 'other'`, bank.sql`details = '{}'`]) {
    await expect(bank.sql`UPDATE approvals SET status = 'pending', ${change} WHERE id = ${id}`).rejects.toThrow(
      'what an approval is for cannot change',
    )
  }
  await moveApproval(id, 'cancelled')
})

test('no row can be deleted', async () => {
  await expect(bank.sql`DELETE FROM approvals`).rejects.toThrow('append-only')
  await expect(bank.sql`TRUNCATE approvals CASCADE`).rejects.toThrow('append-only')
})

test('every step is in the audit log, with its reason and its transfer, and no step twice', async () => {
  const posted = await openIn('posted', bank.alice, order)
  const { id: failed } = await openFor(bank.alice, order)
  await moveApproval(failed, 'failed', { reason: 'no_device' })
  const eventsOf = (id: string) => bank.sql`
    SELECT kind, transfer_id, data ->> 'reason' AS reason FROM audit_events WHERE approval_id = ${id} ORDER BY sequence`
  expect((await eventsOf(posted.id)).map(({ kind }) => kind)).toEqual([
    'approval.requested',
    'approval.pending',
    'approval.approved',
    'approval.posted',
    'transfer.posted',
  ])
  expect((await eventsOf(posted.id))[3]).toMatchObject({ transfer_id: posted.transferId })
  expect(await eventsOf(failed)).toMatchObject([{ kind: 'approval.requested' }, { reason: 'no_device' }])
})

test("the tenant's handle is gone from the row once it is final", async () => {
  const pending = { sealedAuthReqId: 'sealed', intervalSeconds: 1, expiresAt: new Date() }
  for (const to of ['denied', 'expired', 'cancelled', 'failed'] as const) {
    const { id } = await openFor(bank.alice, order)
    await moveApproval(id, 'pending', { pending })
    await moveApproval(id, to)
    expect(await bank.sql`SELECT sealed_auth_req_id FROM approvals WHERE id = ${id}`).toEqual([
      { sealed_auth_req_id: null },
    ])
  }
})
