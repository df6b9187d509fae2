import { describe, expect, test } from 'vitest'
import { aliceBank, chatWith, transfersIn } from './bank-double'

/** Each line the customer says in turn, with what it moves or, where it moves nothing, part of the answer. */
type Line = [string, string[] | string]
const DIALOGUES: Record<string, Line[]> = {
  'amount asked, given bare': [
    ['pay Bob', 'How much should I pay'],
    ['10', ['acc-checking > acc-of-bob 10.00 USD']],
  ],
  'amount asked, given in words': [
    ['move some money to savings', 'How much'],
    ['fifty bucks please', ['acc-checking > acc-savings 50.00 USD']],
  ],
  'amount asked, given with a source and a memo': [
    ['pay Bob', 'How much'],
    ['$10 from savings for lunch', ['acc-savings > acc-of-bob 10.00 USD (lunch)']],
  ],
  'receiver asked': [
    ['move $25', 'Where should it go'],
    ['savings', ['acc-checking > acc-savings 25.00 USD']],
  ],
  'receiver asked, with a preposition': [
    ['send $25 from savings', 'Where should it go'],
    ['to Bob please', ['acc-savings > acc-of-bob 25.00 USD']],
  ],
  'receiver asked, source and receiver given': [
    ['move $25', 'Where'],
    ['from savings to checking', ['acc-savings > acc-checking 25.00 USD']],
  ],
  'everything asked, one after the other': [
    ['I want to transfer money', 'Where should the money go'],
    ['my savings', 'How much'],
    ['make it 30', ['acc-checking > acc-savings 30.00 USD']],
  ],
  'source corrected after too little money': [
    ['pay Bob $3000', 'more than the $2,500.00 available'],
    ['savings', ['acc-savings > acc-of-bob 3000.00 USD']],
  ],
  'amount corrected after too little money': [
    ['pay Bob $3000', 'more than'],
    ['make it 30', ['acc-checking > acc-of-bob 30.00 USD']],
  ],
  'source asked, answered with a verb': [
    ['move $25 from the holiday fund to checking', 'frozen'],
    ['use savings', ['acc-savings > acc-checking 25.00 USD']],
  ],
  'receiver corrected while the amount is asked': [
    ['send money to the credit card', 'How much'],
    ['no, savings', 'How much should I move from Checking ••4321 to Savings'],
    ['20', ['acc-checking > acc-savings 20.00 USD']],
  ],
  'a near miss confirmed': [
    ['pay Carolin $10', 'Did you mean Caroline'],
    ['yes please', ['acc-checking > acc-of-carol 10.00 USD']],
  ],
  'a near miss declined': [
    ['pay Carolin $10', 'Did you mean Caroline'],
    ['no', 'I dropped that'],
    ['yes', 'nothing waiting'],
  ],
  'a near miss answered with another name': [
    ['pay Carolin $10', 'Did you mean Caroline'],
    ['no, Bob', ['acc-checking > acc-of-bob 10.00 USD']],
  ],
  'an aside keeps the question open': [
    ['pay Bob', 'How much'],
    ['how much do I have in checking?', 'About your transfer: How much should I pay Bob'],
    ['40', ['acc-checking > acc-of-bob 40.00 USD']],
  ],
  'nonsense keeps the question open': [
    ['pay Bob', 'How much'],
    ['blah blah blah', /./.source],
  ],
  'never mind': [
    ['move $25', 'Where'],
    ['never mind', 'I dropped that'],
    ['savings', 'balance'],
  ],
  'a new request replaces the open one': [
    ['pay Bob', 'How much'],
    ['actually move $5 to savings', ['acc-checking > acc-savings 5.00 USD']],
  ],
  'several requests wait for one answer': [
    ['move $25 to savings and pay Bob, then show my balance', 'About the second transfer: How much should I pay Bob'],
    ['$10', ['acc-checking > acc-savings 25.00 USD', 'acc-checking > acc-of-bob 10.00 USD']],
  ],
  'all of it': [
    ['move money from checking to savings', 'How much'],
    ['all of it', ['acc-checking > acc-savings 2500.00 USD']],
  ],
  'a memo that is too long': [
    [`pay Bob $10 memo: ${'x'.repeat(141)}`, 'at most 140 characters'],
    ['rent', ['acc-checking > acc-of-bob 10.00 USD (rent)']],
  ],
  'a memo as long as the bank takes, in characters that people see': [
    [`pay Bob $10 memo: ${'🎉'.repeat(140)}`, [`acc-checking > acc-of-bob 10.00 USD (${'🎉'.repeat(140)})`]],
  ],
  'a correction after the transfer was made': [
    ['move $25 to savings', ['acc-checking > acc-savings 25.00 USD']],
    ['make it 30', 'already been made'],
  ],
  'another transfer after the first': [
    ['move $25 to savings', ['acc-checking > acc-savings 25.00 USD']],
    ['and $10 to Bob', ['acc-checking > acc-of-bob 10.00 USD']],
  ],
}

describe.each(Object.entries(DIALOGUES))('%s', (_name, lines) => {
  test(lines.map(([said]) => said.slice(0, 40)).join(' / '), async () => {
    const chat = chatWith(aliceBank())
    for (const [said, expected] of lines) {
      const { text, calls } = await chat.say(said)
      expect(transfersIn(calls), text).toEqual(Array.isArray(expected) ? expected : [])
      if (typeof expected === 'string') expect(text).toMatch(expected === '.' ? /./ : expected)
    }
  })
})

test('asks the tools anew in every turn and never reuses an id', async () => {
  const bank = aliceBank()
  const chat = chatWith(bank)
  await chat.say('pay Bob')
  bank.accounts = bank.accounts.map((one) => (one.id === 'acc-checking' ? { ...one, id: 'acc-checking-2' } : one))
  bank.payees = bank.payees.map((one) => ({ ...one, accountId: `${one.accountId}-2` }))
  const { calls } = await chat.say('10')
  expect(calls.map((call) => call.tool)).toEqual(['listAccounts', 'listPayees', 'transferFunds'])
  expect(transfersIn(calls)).toEqual(['acc-checking-2 > acc-of-bob-2 10.00 USD'])
})
