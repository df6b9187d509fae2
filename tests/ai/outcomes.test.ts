import { tool } from 'ai'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { aliceBank, chatWith, toolsOf, transfersIn } from './bank-double'

const THREE = 'move $25 to savings, pay Bob $10 for lunch and move $5 to savings, then show my balance'

test('reports each posted transfer with the amount, the accounts and the memo', async () => {
  const { text } = await chatWith(aliceBank()).say('move $25 to savings and pay Bob $10 for lunch')
  expect(text).toBe(
    'Done: **$25.00** moved from Checking ••4321 to Savings ••8765.\n\n' +
      'Done: **$10.00** paid to Bob ••9999 from Checking ••4321. Memo: lunch.',
  )
})

test('reads the balances again after it moved money', async () => {
  const bank = aliceBank()
  const { calls, text } = await chatWith(bank).say(THREE)
  const tools = ['listAccounts', 'listPayees', 'transferFunds', 'transferFunds', 'transferFunds', 'listAccounts']
  expect(calls.map((call) => call.tool)).toEqual(tools)
  expect(text).toContain('| Checking ••4321 |')
})

test.each([
  ['denied', 'was denied. You said no on your phone.'],
  ['expired', 'expired without an approval. You said no on your phone.'],
  ['cancelled', 'was cancelled.'],
  ['failed', 'failed. You said no on your phone.'],
  ['refused', 'was refused by the bank.'],
])('stops at a transfer that is %s and says what it did not attempt', async (status, expected) => {
  const bank = aliceBank()
  const posted = {
    status: 'posted',
    transfer: { id: 't', amount: '25.00', currency: 'USD', memo: null },
    message: 'ok',
  }
  bank.outcomes = [posted, { status, message: 'You said no on your phone.' }]
  const { text, calls } = await chatWith(bank).say(THREE)
  expect(transfersIn(calls)).toHaveLength(2)
  expect(calls.at(-1)?.tool).toBe('transferFunds')
  expect(text).toContain('Done: **$25.00** moved')
  expect(text).toContain(`**$10.00** from Checking ••4321 to Bob ••9999 ${expected}`)
  expect(text).toContain('I did not attempt the rest:\n\n- **$5.00** from Checking ••4321 to Savings ••8765')
})

test.each(['unknown', 'something-new'])('never calls a transfer failed whose outcome is %s', async (status) => {
  const bank = aliceBank()
  bank.outcomes = [{ status, message: 'The bank has not answered yet.' }]
  const chat = chatWith(bank)
  const { text } = await chat.say('move $25 to savings')
  expect(text).toContain("I don't know yet whether **$25.00** from Checking ••4321 to Savings ••8765 went through.")
  expect(text).toContain('The bank has not answered yet.')
  expect(text).not.toMatch(/fail|not moved|nothing was moved|Done/i)
  const { text: retried, calls } = await chat.say('try again')
  expect(transfersIn(calls)).toEqual([])
  expect(retried).toContain('look at your [accounts](/accounts) first')
})

test('tries a denied transfer again only when told to, changed or not', async () => {
  const bank = aliceBank()
  bank.outcomes = [
    { status: 'denied', message: 'Denied.' },
    { status: 'denied', message: 'Denied.' },
    { status: 'denied', message: 'Denied.' },
  ]
  const chat = chatWith(bank)
  await chat.say('move $25 to savings')
  expect(transfersIn((await chat.say('try again')).calls)).toEqual(['acc-checking > acc-savings 25.00 USD'])
  expect(transfersIn((await chat.say('make it 30')).calls)).toEqual(['acc-checking > acc-savings 30.00 USD'])
  expect(transfersIn((await chat.say('no, to Bob')).calls)).toEqual(['acc-checking > acc-of-bob 30.00 USD'])
  expect((await chat.say('again')).text).toContain('already been made')
})

test('relays an error of the tool and stops', async () => {
  const bank = aliceBank()
  bank.outcomes = [{ error: { code: 'rate_limited', message: 'Too many requests. Wait a minute.' } }]
  const { text, calls } = await chatWith(bank).say(THREE)
  expect(transfersIn(calls)).toHaveLength(1)
  expect(text).toContain('Too many requests. Wait a minute.')
  expect(text).not.toContain('Done')
})

test('cannot tell what became of a transfer whose tool threw', async () => {
  const bank = aliceBank()
  const transferFunds = tool({
    inputSchema: z.looseObject({}),
    execute: async (): Promise<unknown> => {
      throw new Error('socket hang up')
    },
  })
  const { text } = await chatWith(bank, { ...toolsOf(bank), transferFunds } as never).say('move $25 to savings')
  expect(text).toContain("I can't tell whether **$25.00** from Checking")
  expect(text).toContain('socket hang up')
})

test.each([
  { error: { code: 'unavailable', message: 'The database cannot be reached.' } },
  { accounts: [{ id: 1 }] },
  null,
])('stops when the accounts cannot be read: %j', async (answer) => {
  const bank = aliceBank()
  const listAccounts = tool({ inputSchema: z.looseObject({}), execute: async () => answer })
  const { text, calls } = await chatWith(bank, { ...toolsOf(bank), listAccounts } as never).say('move $25 to savings')
  expect(calls).toEqual([])
  expect(text).toMatch(/The database cannot be reached|could not read/)
})

test('refuses more than five transfers in one message', async () => {
  const { text, calls } = await chatWith(aliceBank()).say(Array(6).fill('move $1 to savings').join('; '))
  expect(calls).toEqual([])
  expect(text).toContain('more than five')
})
