import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { verifyLedger } from '@/db/verify'
import type { Account } from '@/lib/ledger/accounts/account'
import { asRefusal, Refusal } from '@/lib/ledger/refusal'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { accountOf, balanceOf, orderFor, post, refusalOf } from '../support/ledger/ledger'

let bank: SeededBank
const own = (name: string) => accountOf(bank.alice, name)
const bobs = (name: string) => accountOf(bank.bob, name)
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

async function systemAccount(): Promise<Account> {
  const [row] = await bank.sql<{ id: string }[]>`SELECT id FROM accounts WHERE type = 'system' AND currency = 'USD'`
  return { ...own('Checking'), id: row?.id ?? '' }
}
const nobodys = (): Account => ({ ...own('Checking'), id: randomUUID() })

test.each<[string, string, () => Account | Promise<Account>, () => Account | Promise<Account>, string?]>([
  ['account_not_found', 'from an account that is nobody’s', nobodys, () => own('Checking')],
  ['account_not_found', 'to an account that is nobody’s', () => own('Checking'), nobodys],
  ['account_not_found', 'from somebody else’s account', () => bobs('Checking'), () => own('Checking')],
  ['account_not_found', 'from a payee’s account', () => bobs('Checking'), () => own('Savings')],
  ['account_not_found', 'to an account of somebody who is no payee', () => own('Checking'), () => bobs('Savings')],
  ['account_not_found', 'between two accounts of somebody else', () => bobs('Checking'), () => bobs('Savings')],
  ['account_not_found', 'from the bank’s own account', systemAccount, () => own('Checking')],
  ['account_not_found', 'to the bank’s own account', () => own('Checking'), systemAccount],
  ['account_not_found', 'from somebody else’s account to itself', () => bobs('Checking'), () => bobs('Checking')],
  ['account_not_found', 'between two accounts that are nobody’s', nobodys, nobodys],
  ['same_account', 'to the same account', () => own('Checking'), () => own('Checking')],
  ['account_not_active', 'from a frozen account', () => own('Holiday Fund'), () => own('Checking')],
  ['account_not_active', 'to a frozen account', () => own('Checking'), () => own('Holiday Fund')],
  ['account_not_active', 'to a closed account', () => own('Checking'), () => own('Old Checking')],
  ['currency_mismatch', 'from dollars to euros', () => own('Checking'), () => own('Euro Account')],
  ['currency_mismatch', 'from euros to dollars', () => own('Euro Account'), () => own('Checking')],
  ['currency_mismatch', 'euros between dollar accounts', () => own('Checking'), () => own('Savings'), 'EUR'],
  ['insufficient_funds', 'a cent more than there is', () => own('Checking'), () => own('Savings'), '2500.01'],
  ['insufficient_funds', 'a cent more than the credit', () => own('Credit Card'), () => own('Savings'), '4657.51'],
  ['limit_exceeded', 'a cent more than the limit', () => own('Savings'), () => own('Checking'), '10000.01'],
])('%s: %s', async (code, _name, from, to, special) => {
  const before = await movable()
  const [debtor, creditor] = [await from(), await to()]
  const order =
    special === 'EUR'
      ? orderFor(debtor, creditor, '1.00', { currency: 'EUR' })
      : orderFor(debtor, creditor, special ?? '1.00')
  expect(await refusalOf(post(bank.alice, order))).toBe(code)
  expect(await movable()).toEqual(before)
})

/** All that a refusal must leave as it was. */
async function movable(): Promise<unknown> {
  return bank.sql`
    SELECT (SELECT json_agg(a ORDER BY a.id) FROM accounts a)::text AS accounts, (SELECT count(*) FROM transfers) AS transfers,
      (SELECT count(*) FROM entries) AS entries, (SELECT json_agg(d) FROM daily_totals d)::text AS days,
      (SELECT count(*) FROM audit_events) AS audited`
}

test('the last cent above the floor may leave, on a credit card too', async () => {
  const card = own('Credit Card')
  await post(bank.alice, orderFor(card, own('Savings'), '4657.50'))
  expect(await balanceOf(bank, card)).toEqual({ balance: -500_000n, held: 0n })
  expect(await refusalOf(post(bank.alice, orderFor(card, own('Savings'), '0.01')))).toBe('insufficient_funds')
})

test('a payee’s account can be paid, and bob sees it on his', async () => {
  const before = await balanceOf(bank, bobs('Checking'))
  await post(bank.alice, orderFor(own('Checking'), bobs('Checking'), '12.34'))
  expect((await balanceOf(bank, bobs('Checking'))).balance).toBe(before.balance + 1234n)
})

test('somebody who is not a customer has no account at all', async () => {
  const stranger = { id: randomUUID() }
  expect(await refusalOf(post(stranger, orderFor(own('Checking'), own('Savings'), '1.00')))).toBe('account_not_found')
})

test('the book is sound after all of that', async () => {
  expect((await verifyLedger(bank.ownerUrl)).differences).toEqual([])
})

test('only the ledger’s own class of error is a refusal', () => {
  const error = (code: string) => Object.assign(new Error('insufficient_funds'), { code })
  expect(asRefusal(error('BK001'))).toEqual(new Refusal('insufficient_funds'))
  for (const other of [error('23514'), error('BK002'), new Error('insufficient_funds'), 'insufficient_funds', null]) {
    expect(asRefusal(other)).toBe(other)
  }
})

test.each([
  ['limit_exceeded', 'limit_exceeded'],
  ['public.post_transfer(15): [s0] REMOTE ERROR: limit_exceeded', 'limit_exceeded'],
  ['REMOTE ERROR: insufficient_funds\n', 'insufficient_funds'],
])('the ledger’s %j is the refusal %s, whoever passed it on', (message, code) => {
  expect(asRefusal(Object.assign(new Error(message), { code: 'BK001' }))).toMatchObject({ name: 'Refusal', code })
})

test.each(['', 'limit_exceeded_by_far', 'limit_exceeded: and more', 'toString'])('%j is no refusal', (message) => {
  const error = Object.assign(new Error(message), { code: 'BK001' })
  expect(asRefusal(error)).toBe(error)
})

test.each([undefined, '', 'null', '{}', '{"currency":"USD","limitMinor":1,"leftMinor":1,"renewsAt":null}'])(
  'a detail that nobody can read, %j, takes nothing from the refusal',
  (detail) => {
    const error = Object.assign(new Error('limit_exceeded'), { code: 'BK001', detail })
    expect(asRefusal(error)).toMatchObject({ code: 'limit_exceeded', limit: undefined })
  },
)
