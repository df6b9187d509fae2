import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { getApproval } from '@/lib/approvals/approval'
import { displayedHash } from '@/lib/approvals/displayed'
import { moveApproval } from '@/lib/approvals/move-approval'
import { openApproval } from '@/lib/approvals/open-approval'
import { openFor, openIn } from '../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, balanceOf, orderFor, refusalOf } from '../support/ledger/ledger'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterEach(async () => {
  const open = await bank.sql`SELECT id FROM approvals WHERE status IN ('requested', 'pending', 'approved')`
  for (const { id } of open) await moveApproval(id, 'cancelled')
})
afterAll(() => bank.close())

const savings = () => accountOf(bank.alice, 'Savings')
const wish = () => orderFor(savings(), accountOf(bank.alice, 'Checking'), '25.00', { memo: 'rent' })
const held = async () => (await balanceOf(bank, savings())).held
const openCount = async () =>
  (await bank.sql`SELECT FROM approvals WHERE status IN ('requested', 'pending', 'approved')`).length

describe('the same order asked again', () => {
  test.each(['requested', 'pending'] as const)('joins the approval that is %s', async (status) => {
    const first = await openIn(status, bank.alice, wish())
    const second = await openFor(bank.alice, wish())
    expect(second).toMatchObject({ id: first.id, status, joined: true, details: first.details })
    expect(await held()).toBe(2_500n)
    expect(await openCount()).toBe(1)
  })

  test('is a fresh wish once the first is approved', async () => {
    const first = await openIn('approved', bank.alice, wish())
    const second = await openFor(bank.alice, wish())
    expect(second.joined).toBe(false)
    expect(second.id).not.toBe(first.id)
    expect(await held()).toBe(5_000n)
  })

  test.each(['denied', 'expired', 'cancelled', 'failed', 'posted'] as const)(
    'is a fresh wish once the first is %s',
    async (status) => {
      const first = await openIn(status, bank.alice, wish())
      expect(await openFor(bank.alice, wish())).toMatchObject({
        joined: false,
        id: expect.not.stringMatching(first.id),
      })
    },
  )

  test('is a fresh wish once the time of the first is over, though nobody has noted that yet', async () => {
    const first = await openFor(bank.alice, wish())
    await bank.sql`UPDATE approvals SET expires_at = now() - interval '1 s' WHERE id = ${first.id}`
    expect((await openFor(bank.alice, wish())).joined).toBe(false)
  })

  test('from twenty places at once is one approval, one hold and one driver', async () => {
    const opened = await Promise.all(Array.from({ length: 20 }, () => openFor(bank.alice, wish())))
    expect(new Set(opened.map(({ id }) => id)).size).toBe(1)
    expect(opened.filter(({ joined }) => !joined)).toHaveLength(1)
    expect(await held()).toBe(2_500n)
  })

  test('waits for one that is just being opened, and joins it', async () => {
    const [order, id] = [wish(), randomUUID()]
    let commit = () => {}
    const held = new Promise<void>((resolve) => {
      commit = resolve
    })
    const first = bank.sql.begin(async (tx) => {
      await tx`SELECT open_approval(p_id => ${id}, p_customer => ${bank.alice.id}, p_debtor => ${order.fromAccountId},
        p_creditor => ${order.toAccountId}, p_amount => ${order.amountMinor}, p_currency => 'USD', p_memo => ${order.memo},
        p_transfer_limit => 1000000, p_daily_limit => 2500000, p_open_limit => 3, p_binding_message => 'first',
        p_details => '{}', p_chat => NULL, p_tool_call => NULL, p_lease_owner => ${randomUUID()}, p_lease_seconds => 30,
        p_expiry_seconds => 300)`
      await held
    })
    await sleep(100)
    const second = openFor(bank.alice, order)
    await sleep(200)
    commit()
    await first
    expect(await second).toMatchObject({ id, joined: true })
    expect(await openCount()).toBe(1)
  })

  test('joins although nothing more could be held or opened', async () => {
    const all = { ...wish(), amountMinor: (await balanceOf(bank, savings())).balance - 500_000n }
    await openFor(bank.alice, all)
    expect(await openFor(bank.alice, all)).toMatchObject({ joined: true })
    for (const memo of ['second', 'third']) await openFor(bank.alice, { ...wish(), memo })
    expect(await openFor(bank.alice, all)).toMatchObject({ joined: true })
    expect(await refusalOf(openFor(bank.alice, { ...wish(), memo: 'fourth' }))).toBe('too_many_approvals')
  })

  test('leaves the lease with whoever opened the first', async () => {
    const { id } = await openFor(bank.alice, wish())
    const lease = () => bank.sql`SELECT lease_owner, fence, chat_id, tool_call_id FROM approvals WHERE id = ${id}`
    const before = await lease()
    await openFor(bank.alice, wish(), randomUUID())
    expect(await lease()).toEqual(before)
  })

  test('is in the audit log with the chat that asked again', async () => {
    const chatId = randomUUID()
    const { id } = await openFor(bank.alice, wish())
    await openApproval({ customerId: bank.alice.id, order: wish(), chatId, toolCallId: 'call_again' })
    const events = await bank.sql`SELECT kind, data FROM audit_events WHERE approval_id = ${id} ORDER BY sequence`
    expect(events.map(({ kind }) => kind)).toEqual(['approval.requested', 'approval.joined'])
    expect(events[1]?.data).toEqual({ chatId, toolCallId: 'call_again' })
  })
})

test.each<[string, object]>([
  ['amount', { amountMinor: 2_501n }],
  ['memo', { memo: 'rent ' }],
  ['lack of a memo', { memo: null }],
])('another %s is another wish', async (_, change) => {
  await openFor(bank.alice, wish())
  expect((await openFor(bank.alice, { ...wish(), ...change })).joined).toBe(false)
  expect(await openCount()).toBe(2)
})

test('two wishes without a memo are the same, and the other way round is another', async () => {
  const bare = { ...wish(), memo: null }
  await openFor(bank.alice, bare)
  expect((await openFor(bank.alice, bare)).joined).toBe(true)
  const back = { ...bare, fromAccountId: bare.toAccountId, toAccountId: bare.fromAccountId }
  expect((await openFor(bank.alice, back)).joined).toBe(false)
})

test('one customer never joins another’s', async () => {
  const [from, to] = [accountOf(bank.bob, 'Checking'), accountOf(bank.bob, 'Savings')]
  await openFor(bank.alice, wish())
  expect((await openFor(bank.bob, orderFor(from, to, '25.00', { memo: 'rent' }))).joined).toBe(false)
})

test('whoever names another’s accounts joins nothing', async () => {
  const { fromAccountId, toAccountId, memo } = await openFor(bank.alice, wish()).then(wish)
  const foreign = bank.sql`SELECT open_approval(p_id => ${randomUUID()}, p_customer => ${bank.bob.id},
    p_debtor => ${fromAccountId}, p_creditor => ${toAccountId}, p_amount => 2500, p_currency => 'USD', p_memo => ${memo},
    p_transfer_limit => 1000000, p_daily_limit => 2500000, p_open_limit => 3, p_binding_message => 'foreign',
    p_details => '{}', p_chat => NULL, p_tool_call => NULL, p_lease_owner => ${randomUUID()}, p_lease_seconds => 30,
    p_expiry_seconds => 300)`
  await expect(foreign).rejects.toThrow('account_not_found')
})

test('what the phone is asked to show is kept as a hash', async () => {
  const { id, details, bindingMessage } = await openFor(bank.alice, wish())
  const [row] = await bank.sql`SELECT displayed_hash FROM approvals WHERE id = ${id}`
  expect(row?.displayed_hash).toBe(displayedHash([details], bindingMessage))
  // The database may keep JSON in another order: the hash must not depend on it.
  const kept = await getApproval(bank.alice.id, id)
  expect(displayedHash([kept.details], kept.bindingMessage)).toBe(row?.displayed_hash)
})
