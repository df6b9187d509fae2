import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { findAccount, listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { openSeededBank, pay, type SeededBank } from '../../support/bank/seeded-bank'

let bank: SeededBank
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

test('a customer sees all own accounts, frozen and closed ones too, and nobody else’s', async () => {
  const accounts = await listAccounts(bank.alice.id)
  expect(accounts.map(({ name, status }) => [name, status])).toEqual(
    expect.arrayContaining([
      ['Checking', 'active'],
      ['Savings', 'active'],
      ['Credit Card', 'active'],
      ['Euro Account', 'active'],
      ['Holiday Fund', 'frozen'],
      ['Old Checking', 'closed'],
    ]),
  )
  expect(accounts).toHaveLength(6)
  const bobs = Object.values(bank.bob.accounts).map(({ id }) => id)
  expect(accounts.filter(({ id }) => bobs.includes(id))).toEqual([])
})

test('an account shows a mask and never its number', async () => {
  const checking = await findAccount(bank.alice.id, bank.alice.accounts.Checking?.id ?? '')
  expect(checking).toEqual({
    id: expect.any(String),
    name: 'Checking',
    type: 'checking',
    mask: '••4321',
    currency: 'USD',
    balance: '2500.00',
    available: '2500.00',
    status: 'active',
  })
})

test('a credit card’s available money is what is left of its limit', () => {
  expect(bank.alice.accounts['Credit Card']).toMatchObject({ balance: '-342.50', available: '4657.50' })
})

test('held money is in the balance and not in what is available', async () => {
  const { accounts, id } = bank.alice
  await bank.sql`
    SELECT open_approval(p_id => ${randomUUID()}, p_customer => ${id}, p_debtor => ${accounts.Savings?.id ?? ''},
      p_creditor => ${accounts.Checking?.id ?? ''}, p_amount => 2500, p_currency => 'USD', p_memo => NULL,
      p_transfer_limit => 1000000, p_daily_limit => 2500000, p_open_limit => 5, p_binding_message => 'test',
      p_details => '{}', p_chat => NULL, p_tool_call => NULL, p_lease_owner => ${randomUUID()}, p_lease_seconds => 30,
      p_expiry_seconds => 300)`
  expect(await findAccount(id, accounts.Savings?.id ?? '')).toMatchObject({
    balance: '10000.00',
    available: '9975.00',
  })
})

test('a transfer shows in both balances', async () => {
  const { Checking, 'Holiday Fund': frozen } = bank.alice.accounts
  await pay({ customerId: bank.alice.id, from: Checking, to: bank.bob.accounts.Checking, amount: '0.01' })
  expect(await findAccount(bank.alice.id, Checking?.id ?? '')).toMatchObject({ balance: '2499.99' })
  expect(await findAccount(bank.bob.id, bank.bob.accounts.Checking?.id ?? '')).toMatchObject({ balance: '1200.01' })
  expect(await findAccount(bank.alice.id, frozen?.id ?? '')).toMatchObject({ balance: '800.00', status: 'frozen' })
})

test.each([
  ['somebody else’s', () => bank.bob.accounts.Checking?.id ?? ''],
  ['unknown', () => randomUUID()],
  ['no id at all', () => "' OR 1=1"],
])('an account that is %s is not found', async (_, accountId) => {
  await expect(findAccount(bank.alice.id, accountId())).rejects.toMatchObject({ code: 'account_not_found' })
})

test('a customer without accounts has an empty list', async () => {
  expect(await listAccounts(randomUUID())).toEqual([])
})
