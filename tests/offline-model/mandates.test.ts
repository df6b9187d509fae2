import { expect, test } from 'vitest'
import { respond } from '@/lib/offline-model/respond'
import { aliceBank } from '../ai/bank-double'

// What the offline model understands of a wish for a mandate; today is 2026-11-28.

const TOOLS = ['listAccounts', 'listPayees', 'requestMandate', 'transferFunds']
const { accounts, payees } = aliceBank()
const RESULTS: Record<string, unknown> = {
  listAccounts: { accounts },
  listPayees: { payees },
  requestMandate: { status: 'pending', message: 'I have asked your phone for a mandate.' },
}

/** Plays a message to its end; the call for a mandate, if there is one, and what is said. */
function play(message: string) {
  const uses: Parameters<typeof respond>[0]['uses'] = []
  for (;;) {
    const step = respond({ message, lastAnswer: null, today: '2026-11-28', numbers: 'en-US', tools: TOOLS, uses })
    if (step.kind === 'say')
      return { asked: uses.find(({ toolName }) => toolName === 'requestMandate')?.input, ...step, uses }
    const { toolName, input } = step.call
    uses.push({ toolName, input, output: { kind: 'value', value: RESULTS[toolName] } })
  }
}

const OWN = ['acc-savings', 'acc-card']
const FULL = {
  ...{ fromAccountId: 'acc-checking', toAccountIds: OWN, maxPerTransfer: '100.00', maxPerPeriod: '200.00' },
  ...{ period: 'week', currency: 'USD', validUntil: '2027-05-31' },
}

test.each<[string, object]>([
  ['let Aiya move up to $200 a week between my own accounts, at most $100 at once, until June', FULL],
  ['Let yourself move up to $200 per week between my accounts, at most $100 at a time, until June, please.', FULL],
  ['I want you to move at most $200 each week between my own accounts and at most $100 at once until June', FULL],
  [
    'allow Aiya to pay up to $50 a month from checking, to Bob, until 5 January 2027',
    {
      ...FULL,
      ...{
        toAccountIds: ['acc-of-bob'],
        maxPerTransfer: '50.00',
        maxPerPeriod: '50.00',
        period: 'month',
        validUntil: '2027-01-05',
      },
    },
  ],
  [
    'let aiya transfer up to $10 a day from savings to checking until 2026-12-24',
    {
      ...FULL,
      ...{
        fromAccountId: 'acc-savings',
        toAccountIds: ['acc-checking'],
        maxPerTransfer: '10.00',
        maxPerPeriod: '10.00',
      },
      ...{ period: 'day', validUntil: '2026-12-24' },
    },
  ],
])('%s', (message, expected) => {
  const { asked, text } = play(message)
  expect(asked, text).toEqual(expected)
  expect(text).toBe('I have asked your phone for a mandate.')
})

test.each([
  ['let Aiya move up to $200 a week between my own accounts, at most $100 at once', /^Until when/],
  ['let Aiya move up to $200 a week between my own accounts until blue', /./],
  ['let Aiya move up to $200 a week between my own accounts until 1/2/2027', /^Until when/],
  ['let Aiya move up to €200 a week from savings to checking until June', /./],
  [
    'let Aiya move up to $200 a week from the moon to checking until June',
    /I can't find "the moon"|I can't find "moon"/,
  ],
  ['let Aiya move up to $200 a week between my own accounts until June?', /I have asked for nothing/],
  ['do not let Aiya move up to $200 a week between my own accounts until June', /./],
  ['should I let Aiya move up to $200 a week between my own accounts until June?', /./],
  ['my friend says: let Aiya move up to $200 a week between my own accounts until June', /./],
  ['let Mallory move up to $200 a week between my own accounts until June', /./],
])('asks for nothing: %s', (message, says) => {
  const { asked, text, uses } = play(message)
  expect(asked, text).toBeUndefined()
  expect(uses.some(({ toolName }) => toolName === 'transferFunds')).toBe(false)
  expect(text).toMatch(says)
})
