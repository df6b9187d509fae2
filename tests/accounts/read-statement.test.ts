import { afterAll, beforeAll, expect, test } from 'vitest'
import { readStatement } from '@/lib/accounts/read-statement'
import { cursorAt, parseStatementPage } from '@/lib/accounts/statement-page'
import { openSeededBank, pay, type SeededBank } from '../support/seeded-bank'

let bank: SeededBank
const first = (limit: number) => ({ before: null, limit })
const accountId = (name: string) => bank.alice.accounts[name]?.id ?? ''
beforeAll(async () => {
  bank = await openSeededBank()
})
afterAll(() => bank.close())

test('an opening balance comes from the bank itself, which is nobody', async () => {
  const { transactions, nextCursor } = await readStatement(bank.alice.id, accountId('Savings'), first(20))
  expect(transactions).toEqual([
    {
      id: expect.any(String),
      transferId: expect.any(String),
      amount: '10000.00',
      balanceAfter: '10000.00',
      description: 'Opening balance',
      counterparty: null,
      createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT.*Z$/),
    },
  ])
  expect(nextCursor).toBeNull()
})

test('the other side is an own account by name and mask, or its holder by name', async () => {
  const { id, accounts } = bank.alice
  const bobs = bank.bob.accounts.Checking
  await pay({ customerId: id, from: accounts.Checking, to: accounts.Savings, amount: '25.00' })
  await pay({ customerId: id, from: accounts.Checking, to: bobs, amount: '1.50', memo: 'Lunch' })
  const { transactions } = await readStatement(id, accountId('Checking'), first(2))
  expect(transactions).toMatchObject([
    { amount: '-1.50', balanceAfter: '2473.50', description: 'Lunch', counterparty: 'Bob Example' },
    {
      amount: '-25.00',
      balanceAfter: '2475.00',
      description: 'Transfer to Savings ••8765',
      counterparty: 'Savings ••8765',
    },
  ])
  const received = await readStatement(bank.bob.id, bobs?.id ?? '', first(1))
  expect(received.transactions).toMatchObject([{ amount: '1.50', description: 'Lunch', counterparty: 'Alice Example' }])
})

test('pages join without a gap or a repeat, also when new transactions come in between', async () => {
  const { id, accounts } = bank.bob
  for (let cents = 1; cents <= 7; cents++) {
    await pay({ customerId: id, from: accounts.Checking, to: accounts.Savings, amount: `0.0${cents}` })
  }
  const savings = accounts.Savings?.id ?? ''
  const amounts: string[] = []
  let before: bigint | null = null
  do {
    const page = await readStatement(id, savings, { before, limit: 3 })
    amounts.push(...page.transactions.map(({ amount }) => amount))
    before = page.nextCursor ? parseStatementPage(new URLSearchParams({ cursor: page.nextCursor })).before : null
    await pay({ customerId: id, from: accounts.Checking, to: accounts.Savings, amount: '1.00' })
  } while (before !== null)
  expect(amounts).toEqual(['0.07', '0.06', '0.05', '0.04', '0.03', '0.02', '0.01', '5000.00'])
})

test('somebody else’s statement is not found', async () => {
  await expect(readStatement(bank.bob.id, accountId('Checking'), first(20))).rejects.toMatchObject({
    code: 'account_not_found',
  })
})

test.each([
  ['', { before: null, limit: 20 }],
  ['cursor=&limit=', { before: null, limit: 20 }],
  ['limit=1', { before: null, limit: 1 }],
  ['limit=100', { before: null, limit: 100 }],
  [`cursor=${cursorAt(42n)}`, { before: 42n, limit: 20 }],
])('the query %j is understood', (query, page) => {
  expect(parseStatementPage(new URLSearchParams(query))).toEqual(page)
})

test.each([
  ['limit', 'limit=0'],
  ['limit', 'limit=101'],
  ['limit', 'limit=-1'],
  ['limit', 'limit=2.5'],
  ['limit', 'limit=1e1'],
  ['limit', 'limit=many'],
  ['cursor', 'cursor=42'],
  ['cursor', `cursor=${cursorAt(42n)}=`],
  ['cursor', `cursor=${cursorAt(2n ** 63n)}`],
  ['cursor', `cursor=${Buffer.from('-1').toString('base64url')}`],
])('a bad %s is named: %s', (member, query) => {
  expect(() => parseStatementPage(new URLSearchParams(query))).toThrow(
    expect.objectContaining({ issues: [expect.objectContaining({ path: [member] })] }),
  )
})
