import { tool } from 'ai'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { aliceBank, chatWith, toolsOf, transfersIn } from './bank-double'

const THREE = 'move $25 to savings, pay Bob $10 for lunch and move $5 to savings'
const POSTED = { status: 'posted', message: 'ok' }

test('says of each that the phone was asked, in the words of the bank, or that it was made', async () => {
  const bank = aliceBank()
  const message = 'I have asked your phone: $25.00 from Checking to Savings. Nothing moves unless you approve it there.'
  bank.outcomes = [{ status: 'pending', message }, POSTED]
  const { text } = await chatWith(bank).say('move $25 to savings and pay Bob $10 for lunch')
  expect(text).toBe(`${message}\n\nDone: **$10.00** from Checking ••4321 to Bob ••9999. Memo: lunch.`)
})

test.each([
  ['denied', 'was denied. You said no on your phone.'],
  ['expired', 'expired without an approval. You said no on your phone.'],
  ['cancelled', 'was cancelled.'],
  ['failed', 'failed. You said no on your phone.'],
  ['refused', 'was refused by the bank.'],
])('stops at a transfer that is %s and says what it did not attempt', async (status, expected) => {
  const bank = aliceBank()
  bank.outcomes = [POSTED, { status, message: 'You said no on your phone.' }]
  const { text, calls } = await chatWith(bank).say(THREE)
  expect(transfersIn(calls)).toHaveLength(2)
  expect(calls.at(-1)?.tool).toBe('transferFunds')
  expect(text).toContain('Done: **$25.00** from Checking')
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
  expect(transfersIn((await chat.say('try again')).calls)).toEqual([])
})

test('passes on why the bank refused', async () => {
  const bank = aliceBank()
  const message = 'That is over your daily limit: $5.00 of $25,000.00 is left until 29 Nov 2026. Nothing has moved.'
  bank.outcomes = [{ status: 'refused', code: 'limit_exceeded', left: '5.00', message }]
  const { text } = await chatWith(bank).say('move $25 to savings')
  expect(text).toContain(message)
})

test('asks for nothing again by itself, nor on a word', async () => {
  const bank = aliceBank()
  bank.outcomes = [{ status: 'denied', message: 'Denied.' }]
  const chat = chatWith(bank)
  await chat.say('move $25 to savings')
  for (const said of ['try again', 'again', 'yes', 'make it 30', 'no, to Bob'])
    expect(transfersIn((await chat.say(said)).calls)).toEqual([])
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
