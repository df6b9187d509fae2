import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { getApproval } from '@/lib/approvals/approval'
import { moveApproval } from '@/lib/approvals/move-approval'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { postTransfer } from '@/lib/ledger/post-transfer'
import { openFor, openIn } from '../support/bank/approvals'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, approvedBy, balanceOf, openAccount, orderFor, post, refusalOf } from '../support/ledger/ledger'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

/** A fresh account of alice's with 100.00, and an order of `amount` from it to her savings. */
async function hundred(amount: string) {
  const account = await openAccount(bank, bank.alice, { name: randomUUID(), opening: 10_000n })
  return { account, order: orderFor(account, accountOf(bank.alice, 'Savings'), amount) }
}

const shown = async (id: string) => (await listAccounts(bank.alice.id)).find((account) => account.id === id)
const dayTotal = async () =>
  (await bank.sql`SELECT total_minor FROM daily_totals WHERE currency = 'USD'`)[0]?.total_minor

describe('a hold', () => {
  test('is taken when the approval opens, and lowers what is available and nothing else', async () => {
    const { account, order } = await hundred('60.00')
    const { id } = await openFor(bank.alice, order)
    expect(await balanceOf(bank, account)).toEqual({ balance: 10_000n, held: 6_000n })
    expect(await shown(account.id)).toMatchObject({ balance: '100.00', available: '40.00' })
    await moveApproval(id, 'cancelled')
  })

  test('stands while the approval is pending and approved', async () => {
    const { account, order } = await hundred('60.00')
    const { id } = await openIn('approved', bank.alice, order)
    expect(await balanceOf(bank, account)).toEqual({ balance: 10_000n, held: 6_000n })
    await moveApproval(id, 'cancelled')
  })

  test.each(['denied', 'expired', 'cancelled', 'failed'] as const)('is given back when it is %s, once', async (to) => {
    for (const from of ['requested', 'pending', 'approved'] as const) {
      const { account, order } = await hundred('60.00')
      const before = await dayTotal()
      const { id } = await openIn(from, bank.alice, order)
      await Promise.all([moveApproval(id, to), moveApproval(id, to), moveApproval(id, 'cancelled')])
      expect(await balanceOf(bank, account)).toEqual({ balance: 10_000n, held: 0n })
      expect((await dayTotal()) ?? 0n).toBe(before ?? 0n)
    }
  })

  test('is used up by the posting', async () => {
    const { account, order } = await hundred('60.00')
    await openIn('posted', bank.alice, order)
    expect(await balanceOf(bank, account)).toEqual({ balance: 4_000n, held: 0n })
  })

  test('is not taken where the bank refuses', async () => {
    const { account, order } = await hundred('100.01')
    expect(await refusalOf(openFor(bank.alice, order))).toBe('insufficient_funds')
    expect(await balanceOf(bank, account)).toEqual({ balance: 10_000n, held: 0n })
    expect(await bank.sql`SELECT FROM approvals WHERE debtor_account_id = ${account.id}`).toHaveLength(0)
  })

  test('may use a credit line to its last cent', async () => {
    const card = await openAccount(bank, bank.alice, { name: 'Card', floor: -5_000n })
    const order = (amount: string) => orderFor(card, accountOf(bank.alice, 'Savings'), amount)
    const { id } = await openFor(bank.alice, order('50.00'))
    expect(await refusalOf(openFor(bank.alice, order('0.01')))).toBe('insufficient_funds')
    await moveApproval(id, 'cancelled')
  })
})

describe('two wishes for the same money', () => {
  test('cannot both be held', async () => {
    const { order } = await hundred('60.00')
    const { id } = await openFor(bank.alice, order)
    expect(await refusalOf(openFor(bank.alice, { ...order, memo: 'another' }))).toBe('insufficient_funds')
    await moveApproval(id, 'cancelled')
  })

  test('cannot be held together at the same moment either', async () => {
    const { account, order } = await hundred('40.00')
    const wishes = Array.from({ length: 12 }, () => openFor(bank.alice, { ...order, memo: randomUUID() }))
    const opened = await Promise.allSettled(wishes)
    const ids = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value.id] : []))
    expect(ids).toHaveLength(2)
    expect(await balanceOf(bank, account)).toEqual({ balance: 10_000n, held: 8_000n })
    for (const id of ids) await moveApproval(id, 'cancelled')
  })

  test('what is approved cannot bounce, though the portal spends the rest meanwhile', async () => {
    const { account, order } = await hundred('60.00')
    const { id } = await openIn('approved', bank.alice, order)
    const rest = orderFor(account, accountOf(bank.alice, 'Savings'), '40.00')
    expect(await refusalOf(post(bank.alice, { ...rest, amountMinor: 4_001n }))).toBe('insufficient_funds')
    await post(bank.alice, rest)
    expect(await balanceOf(bank, account)).toEqual({ balance: 6_000n, held: 6_000n })
    await postTransfer(order, approvedBy(bank.alice, id), id)
    expect(await balanceOf(bank, account)).toEqual({ balance: 0n, held: 0n })
    expect(await getApproval(bank.alice.id, id)).toMatchObject({ status: 'posted' })
  })

  test('a cancellation and a posting at the same moment: one of them, whole', async () => {
    for (let round = 0; round < 8; round++) {
      const { account, order } = await hundred('60.00')
      const { id } = await openIn('approved', bank.alice, order)
      const [posted, cancelled] = await Promise.all([
        postTransfer(order, approvedBy(bank.alice, id), id).then(
          () => true,
          () => false,
        ),
        moveApproval(id, 'cancelled'),
      ])
      expect(posted).toBe(!cancelled)
      expect(await balanceOf(bank, account)).toEqual({ balance: posted ? 4_000n : 10_000n, held: 0n })
      expect(await getApproval(bank.alice.id, id)).toMatchObject({ status: posted ? 'posted' : 'cancelled' })
    }
  })
})
