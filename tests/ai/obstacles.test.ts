import { expect, test } from 'vitest'
import { account, aliceBank, chatWith, toolsOf, transfersIn } from './bank-double'

/** What is said, and what stands in its way: nothing may be moved. */
const OBSTACLES: [string, string][] = [
  ['move $25 from the holiday fund to savings', 'Holiday Fund ••2222 is frozen'],
  ['move $25 to my holiday fund', 'Holiday Fund ••2222 is frozen'],
  ['move $25 from old checking to savings', 'Old Checking ••3333 is closed'],
  ['move $25 from savings to savings', 'both the source and the destination'],
  ['move $25 to ending 4321 from checking', 'both the source and the destination'],
  ['move $25 from checking to the euro account', "can't exchange currencies"],
  ['move €25 from checking to savings', "can't exchange currencies"],
  ['pay Bob 20 euros', "can't exchange currencies"],
  ['pay Bob $10 from the euro account', "can't exchange currencies"],
  ['move $9,000 from checking to savings', '**$9,000.00** is more than the $2,500.00 available'],
  ['move $0 to savings', 'must be more than zero'],
  ['move -$25 to savings', 'must be more than zero'],
  ['move $-25 to savings', 'must be more than zero'],
  ['move minus 25 dollars to savings', 'must be more than zero'],
  ['move $25.555 to savings', "can't read that amount"],
  ['move 1.250 to savings', "can't read that amount"],
  ['move half of my savings to checking', "can't work out shares"],
  ['move 10% of my savings to checking', "can't work out shares"],
  ['move $25 or $30 to savings', 'more than one amount'],
  ['move $25 to savings, no wait, $30', 'more than one amount'],
  ['move nineteen ninety to savings', "can't read that amount"],
  ['move money to savings', 'How much should I move from Checking ••4321 to Savings ••8765?'],
  ['pay Bob', 'How much should I pay Bob ••9999?'],
  ['pay off my credit card', 'You owe $450.25 on Credit Card ••1111. How much'],
  ['move $25', 'Where should it go'],
  ['move $25 from checking', 'Where should it go'],
  [
    'pay Dave $10',
    'I can\'t find "Dave" among your accounts and payees. New payees are added on the [Transfer page](/transfer)',
  ],
  ['pay Carolin $10', 'Did you mean Caroline Stone ••7777?'],
  ['take $20 from Bob and send it to savings', 'I can only move money out of your own accounts'],
  ['move $25 to savings and Bob', 'I can\'t find "savings and Bob"'],
  ['move $20 from the euro account to the euro account', 'both the source'],
  ['pay Bob and Caroline $10 each', "can't"],
  ['move $25 to account 0190aaaa-0000-7000-8000-000000000001', "I can't find"],
  ['move all my holiday fund to savings', 'Holiday Fund ••2222 is frozen'],
  ['put $5 in Holiday Fund and $5 in savings', 'Nothing has been moved yet. About the first transfer'],
  [
    'move $2,000 to savings and pay Bob $600',
    'About the second transfer: **$600.00** is more than the $500.00 available',
  ],
]

test.each(OBSTACLES)('%s', async (phrase, expected) => {
  const { text, calls } = await chatWith(aliceBank()).say(phrase)
  expect(transfersIn(calls), text).toEqual([])
  expect(text).toContain(expected)
})

test('does nothing on a message that is too long to be read whole', async () => {
  const { text, calls } = await chatWith(aliceBank()).say(`move $25 to savings${' please'.repeat(1_000)}`)
  expect(calls).toEqual([])
  expect(text).toContain('too long')
})

test('asks which of two checking accounts to pay from', async () => {
  const bank = aliceBank()
  bank.accounts.push(account('acc-joint', 'Joint', 'checking', '90.00', { mask: '••5555' }))
  const chat = chatWith(bank)
  const asked = await chat.say('pay Bob $10')
  expect(asked.text).toContain('Which account should it come from: ')
  expect(transfersIn((await chat.say('joint')).calls)).toEqual(['acc-joint > acc-of-bob 10.00 USD'])
})

test('asks which of two payees of one name is meant', async () => {
  const bank = aliceBank()
  bank.payees.push({
    id: 'p3',
    name: 'Bob Other',
    nickname: null,
    mask: '••8888',
    accountId: 'acc-other-bob',
    currency: 'USD',
  })
  const chat = chatWith(bank)
  bank.payees[0] = { ...bank.payees[0], nickname: null } as (typeof bank.payees)[0]
  expect((await chat.say('pay Bob $10')).text).toContain(
    'Which one do you mean: Bob Example ••9999 or Bob Other ••8888?',
  )
  expect(transfersIn((await chat.say('Bob Other')).calls)).toEqual(['acc-checking > acc-other-bob 10.00 USD'])
})

test('pays from the account in the currency that was said where the payee tells none, and asks where neither does', async () => {
  const bank = aliceBank()
  bank.payees = bank.payees.map(({ currency: _, ...payee }) => payee)
  const chat = chatWith(bank)
  expect(transfersIn((await chat.say('pay Bob $10')).calls)).toEqual(['acc-checking > acc-of-bob 10.00 USD'])
  expect((await chat.say('pay Bob 10')).text).toContain('Which account should it come from: Checking ••4321, ')
  expect(transfersIn((await chat.say('checking')).calls)).toEqual(['acc-checking > acc-of-bob 10.00 USD'])
})

test('says what it cannot do where a tool is missing', async () => {
  const bank = aliceBank()
  const { listAccounts } = toolsOf(bank)
  const { text, calls } = await chatWith(bank, { listAccounts }).say('move $25 to savings')
  expect(calls.map((call) => call.tool)).toEqual(['listAccounts'])
  expect(text).toContain("I can't do that in this chat")
  expect((await chatWith(bank, {}).say('show my balance')).text).toContain("I can't do that in this chat")
})
