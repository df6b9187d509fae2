import { expect, test } from 'vitest'
import { suggestedWords } from '@/app/(chat)/_thread/suggested-words'
import type { Account } from '@/lib/ledger/accounts/account'
import type { Payee } from '@/lib/ledger/payees/list-payees'

const account = (name: string, more: Partial<Account> = {}): Account => ({
  id: name + (more.mask ?? ''),
  name,
  type: 'checking',
  mask: '1111',
  currency: 'USD',
  balance: '100.00',
  available: '100.00',
  status: 'active',
  ...more,
})
const payee = (name: string, currency = 'USD') => ({ id: name, name, currency }) as Payee
const usual = { accounts: [account('Checking'), account('Savings')], payees: [payee('Bob')], waiting: 0, frozen: false }
const wordsFor = (more: Partial<Parameters<typeof suggestedWords>[0]>) =>
  suggestedWords({ ...usual, hasOrders: true, ...more })

test('what is suggested is what this customer can do', () => {
  const [LOOK, MOVE, PAY, SHOW, BUY] = [
    'How much do I have?',
    'Move $25 from Checking to Savings',
    'Pay Bob $10 for lunch',
    'Show my last 5 transactions in Checking',
    'What can I buy?',
  ]
  expect(wordsFor({})).toEqual([LOOK, MOVE, PAY, SHOW, BUY])
  expect(wordsFor({ waiting: 2, hasOrders: false })).toEqual(['What is waiting?', LOOK, MOVE, PAY, SHOW])
  expect(wordsFor({ frozen: true })).toEqual([LOOK, SHOW])
  expect(wordsFor({ accounts: [], hasOrders: false })).toEqual([LOOK])
  // One account, too little in it, another currency, a closed one, a card: none of these can move anything.
  for (const second of [
    account('Euros', { currency: 'EUR' }),
    account('Old', { status: 'closed' }),
    account('Ice', { status: 'frozen' }),
    account('Card', { type: 'credit' }),
  ])
    expect(wordsFor({ accounts: [account('Checking'), second] })).toEqual([LOOK, PAY, SHOW, BUY])
  const poor = { available: '9.99' }
  expect(wordsFor({ accounts: [account('Checking', poor), account('Savings', poor)] })).toEqual([LOOK, SHOW, BUY])
  expect(wordsFor({ accounts: [account('Checking', poor), account('Savings')] })).toContain(
    'Move $25 from Savings to Checking',
  )
  expect(wordsFor({ payees: [payee('Bob'), payee('Bob'), payee('Zoé', 'JPY')] })).not.toContain(PAY)
  expect(
    wordsFor({ accounts: [account('Yen', { currency: 'JPY', available: '900' })], payees: [payee('Zoé', 'JPY')] }),
  ).toContain('Pay Zoé ¥10 for lunch')
  // Of two of one name, the number tells which is meant.
  expect(wordsFor({ accounts: [account('Savings'), account('Savings', { mask: '2222' })] })).toContain(
    'Move $25 from Savings ••1111 to Savings ••2222',
  )
})
