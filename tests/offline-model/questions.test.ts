import { expect, test } from 'vitest'
import { aliceBank, chatWith, type RecordedCall } from '../ai/bank-double'

/** What is asked, and what the answer must hold; today is 2026-11-21. */
const BALANCES: [string, (string | RegExp)[]][] = [
  ['How much do I have?', ['| Checking ••4321 | $2,500.00 | $2,500.00 |', 'Holiday Fund ••2222 (frozen)', '€300.00']],
  ['how much money do i have left', ['$10,000.00']],
  ['how much have I got', ['$10,000.00']],
  ['show my balance', ['$2,500.00', '| --- | ---: | ---: |']],
  ['balances please', ['$2,500.00', '$10,000.00']],
  ['my accounts', ['Old Checking ••3333 (closed)']],
  ['can you show me all my accounts?', ['Old Checking ••3333 (closed)']],
  ['where is my money', ['$10,000.00']],
  ["what's in savings?", ['Savings ••8765: balance **$10,000.00**', /^(?!.*Checking)/s]],
  ['how much is in my savings account', ['Savings ••8765: balance **$10,000.00**']],
  ['savings balance', ['Savings ••8765: balance **$10,000.00**']],
  ["what's the balance of the account ending 4321", ['Checking ••4321: balance **$2,500.00**']],
  ['how much is in the euro account?', ['Euro Account ••4444: balance **€300.00**']],
  ['balance of my holiday fund', ['Holiday Fund ••2222: balance **$800.00**', 'This account is frozen.']],
  ['how much do I owe?', ['You owe **$450.25** on Credit Card ••1111.']],
  ['how much do I owe on my credit card', ['balance **-$450.25**', 'available **$1,549.75**']],
  ...['whats my balance', 'can you tell me my balance', 'total balance', 'which accounts do I have'].map(
    (question): [string, string[]] => [question, ['| Checking ••4321 | $2,500.00 |']],
  ),
  ['how much do I have in total', ['$10,000.00']],
  ['could you tell me how much I have in savings', ['Savings ••8765: balance **$10,000.00**']],
  ['how much in savings', ['Savings ••8765: balance **$10,000.00**']],
  ['How much is in the moon account?', ['I can\'t find "moon account"', '$2,500.00']],
]

test.each(BALANCES)('%s', async (question, expected) => {
  const { text, calls } = await chatWith(aliceBank()).say(question)
  expect(
    calls.map(({ tool }) => tool),
    text,
  ).toEqual(['listAccounts'])
  for (const part of expected) expect(text).toMatch(part instanceof RegExp ? part : new RegExp(literally(part)))
})

const literally = (text: string) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')

const MONTH = { from: '2026-11-01', to: '2026-11-21' }
const CHECKING = { accountId: 'acc-checking' }

/** What the database is asked: every word of the question is in it. */
const SEARCHES: [string, Record<string, unknown>][] = [
  ['last 5 transactions in checking', { ...CHECKING, limit: 5 }],
  ['last five transactions in checking', { ...CHECKING, limit: 5 }],
  ['show me the last transaction in checking', { ...CHECKING, limit: 1 }],
  ['statement for savings', { accountId: 'acc-savings' }],
  ['what did I spend?', { direction: 'out' }],
  ['what did I spend in checking this month', { ...CHECKING, ...MONTH, direction: 'out' }],
  ['what came in?', { direction: 'in' }],
  ['what came in lately?', { direction: 'in' }],
  ['how much did I spend last month', { direction: 'out', from: '2026-10-01', to: '2026-10-31' }],
  ['what did I pay last week', { direction: 'out', from: '2026-11-09', to: '2026-11-15' }],
  ['how much I spent this month', { ...MONTH, direction: 'out' }],
  ['did bob send me the money', { direction: 'in', counterparty: 'bob' }],
  ['have I been paid this month', { ...MONTH, direction: 'in' }],
  ['account history', {}],
  ['transactions with Bob', { counterparty: 'bob' }],
  ['did I pay Bob?', { direction: 'out', counterparty: 'bob' }],
  ['did I pay Bob 20', { direction: 'out', counterparty: 'bob', min: '20.00', max: '20.00' }],
  [
    'have I sent Bob $20.50 this month?',
    { ...MONTH, direction: 'out', counterparty: 'bob', min: '20.50', max: '20.50' },
  ],
  ['did I pay 20 to Bob', { direction: 'out', counterparty: 'bob', min: '20.00', max: '20.00' }],
  ['did I make a payment of $20 to bob', { direction: 'out', counterparty: 'bob', min: '20.00', max: '20.00' }],
  ['did Bob pay me twenty dollars', { direction: 'in', counterparty: 'bob', min: '20.00', max: '20.00' }],
  ['did I pay Bob 2500', { direction: 'out', counterparty: 'bob', min: '2500.00', max: '2500.00' }],
  ['did I pay Bob 9999', { direction: 'out', counterparty: 'Bob' }],
  ['transactions in checking 4321', CHECKING],
  ['did I pay Bob on 5 november', { direction: 'out', counterparty: 'bob', from: '2026-11-05', to: '2026-11-05' }],
  ['what did Bob pay me?', { direction: 'in', counterparty: 'bob' }],
  ['how much did I send Bob this month', { ...MONTH, direction: 'out', counterparty: 'bob' }],
  ['how much have I sent to Bob since 1 October?', { direction: 'out', counterparty: 'bob', from: '2026-10-01' }],
  ['how much have I spent on pizza', { direction: 'out', q: 'pizza' }],
  [
    'how much did I spend at the corner shop last week',
    { direction: 'out', q: 'corner shop', from: '2026-11-09', to: '2026-11-15' },
  ],
  ['how many times did I pay bob', { direction: 'out', counterparty: 'bob' }],
  ['how much did I get from Acme in 2026', { direction: 'in', q: 'acme', from: '2026-01-01', to: '2026-12-31' }],
  ['transactions between 1 and 15 november', { from: '2026-11-01', to: '2026-11-15' }],
  ['between 1 and 15 november', { from: '2026-11-01', to: '2026-11-15' }],
  ['the last 3 months', { from: '2026-08-21', to: '2026-11-21' }],
  ['what did I spend in the last 3 months', { direction: 'out', from: '2026-08-21', to: '2026-11-21' }],
  ['payments from 1 october to 15 november', { from: '2026-10-01', to: '2026-11-15' }],
  ['transactions in october', { from: '2026-10-01', to: '2026-10-31' }],
  ['transactions in december', { from: '2025-12-01', to: '2025-12-31' }],
  ['transactions since last friday', { from: '2026-11-20' }],
  ['transactions since the 25th', { from: '2026-10-25' }],
  ['transactions from the 3rd to the 9th', { from: '2026-11-03', to: '2026-11-09' }],
  ['transactions on the 3rd', { from: '2026-11-03', to: '2026-11-03' }],
  ['transactions on 03.11.2026', { from: '2026-11-03', to: '2026-11-03' }],
  ['payments from last year', { from: '2025-01-01', to: '2025-12-31' }],
  ['payments from october', { from: '2026-10-01', to: '2026-10-31' }],
  ['payments from september to october', { from: '2026-09-01', to: '2026-10-31' }],
  ['payments from 31 october', { from: '2026-10-31' }],
  ['payments after october', { from: '2026-11-01' }],
  ['what came in last monday', { direction: 'in', from: '2026-11-16', to: '2026-11-16' }],
  ['payments over $50 last month', { min: '50.00', from: '2026-10-01', to: '2026-10-31' }],
  ['payments under 20 yesterday', { max: '20.00', from: '2026-11-20', to: '2026-11-20' }],
  ['transfers between $10 and $20', { min: '10.00', max: '20.00' }],
  ['payments over $20 and under $50', { min: '20.00', max: '50.00' }],
  ['transactions of exactly $60.50', { min: '60.50', max: '60.50' }],
  ['payments since september and before november', { from: '2026-09-01', to: '2026-10-31' }],
  ['did I pay my friend Bob', { direction: 'out', counterparty: 'bob' }],
  ['when did I last pay rent?', { direction: 'out', q: 'rent' }],
  ['transactions that mention "pizza night"', { q: 'pizza night' }],
  ['show payments with memo rent', { q: 'rent' }],
  ['transfers to savings', { counterparty: 'Savings' }],
  ['how many payments did I make in october', { direction: 'out', from: '2026-10-01', to: '2026-10-31' }],
  ['how many transfers did I get', { direction: 'in' }],
  ['how many deposits did I make', { direction: 'in' }],
  ['show the payments I made to bob', { direction: 'out', counterparty: 'bob' }],
  ['payments that I received', { direction: 'in' }],
  ['who did I pay last', { direction: 'out', limit: 1 }],
  ['who paid me', { direction: 'in' }],
  ['did bob pay me back', { direction: 'in', counterparty: 'bob' }],
  ['when did I get my salary', { direction: 'in', q: 'salary' }],
  ['did I pay online banking', { direction: 'out', q: 'online banking' }],
  ['transactions on 11/11/2026', { from: '2026-11-11', to: '2026-11-11' }],
  ['what did I spend since 13/1/2026', { direction: 'out', from: '2026-01-13' }],
  ['incoming payments this year', { direction: 'in', from: '2026-01-01', to: '2026-11-21' }],
]

test.each(SEARCHES)('%s', async (question, expected) => {
  const { text, calls } = await chatWith(aliceBank()).say(question)
  const search = calls.find(({ tool }) => tool === 'listTransactions') as RecordedCall
  expect(search?.input, text).toEqual({ limit: 10, ...expected })
})

/** Where a word of the question has no place in the search, nothing is asserted. */
test.each([
  'how much did I spend on weekends that were rainy in total',
  'what did I spend more than usual',
  'total of my three largest payments',
  'how much did I spend since 30 february',
  'what did I spend in the moon account',
  'did I pay Bob lunch',
  // No text to look for, but how or when.
  'who did I pay again',
  'did I pay too much',
  'what did I pay online',
  'did I get my money back',
  // March to some, April to others.
  'how much did I spend on 3/4/2026',
  'payments since 5/6/2026',
  'transactions between 1/2/2026 and 3/4/2026',
  'did I pay Bob 20 30',
  'payments over £50',
  'payments between 10 and 20',
  'transactions on the 45th',
  'what came in over the weekend',
  'show payments at noon',
  'list 0 transactions',
  'show my last zero payments',
  'how much did I send myself',
  'what did I spend at the corner shop and at the pizza place',
])('%s: says what cannot be searched', async (question) => {
  const { text, calls } = await chatWith(aliceBank()).say(question)
  expect(
    calls.map(({ tool }) => tool),
    text,
  ).not.toContain('listTransactions')
  expect(text).toContain("I can't answer that for certain")
  expect(text).toContain('I can search your whole history by person, text, amount, direction and dates')
})

test('lists in the order of the book, dates in words, amounts on the right, and totals of all that was found', async () => {
  const { text } = await chatWith(aliceBank()).say('last 2 transactions in checking')
  expect(text).toBe(
    'The latest 2 of 5 transactions in Checking ••4321:\n\n' +
      '| Date | What | Amount | Balance after |\n| --- | --- | ---: | ---: |\n' +
      '| 20 Nov 2026 | Bob Example, Lunch | -$25.00 | $1.00 |\n| 19 Nov 2026 | Acme, Salary | $1,200.00 | $1.00 |\n\n' +
      'In total: **$1,200.00** in; **$197.50** out.',
  )
  expect((await chatWith(aliceBank()).say('how much did I spend on unicorns')).text).toBe(
    'I searched your whole history: there are no outgoing transactions that mention "unicorns".',
  )
})

test('says the amount that was asked about, and one transaction is one', async () => {
  const chat = chatWith(aliceBank())
  expect((await chat.say('payment of $25 to bob')).text).toMatch(/^1 transaction of exactly \$25\.00 with "bob":/)
  expect((await chat.say('how much did I spend on pizza')).text).toMatch(
    /^1 outgoing transaction that mentions "pizza"\./,
  )
  expect((await chat.say('payment of $20 to bob')).text).toBe(
    'I searched your whole history: there are no transactions of exactly $20.00 with "bob".',
  )
})

/** What else a customer asks, the tool that it takes, and where the answer leads. */
const OTHERS: [string, string[], string][] = [
  ['who can I pay?', ['listPayees'], '- Bob (Bob Example) ••9999, USD'],
  ['show my payees', ['listPayees'], 'Caroline Stone'],
  ['list my recipients', ['listPayees'], '(/transfer)'],
  ['what are my limits?', ['listLimits'], '| $10,000.00 | $25,000.00 | $24,975.00 | on 29 Nov at 01:00 GMT+1 |'],
  ['how much can I still send today', ['listLimits'], '$24,975.00'],
  ['what is the maximum I can send', ['listLimits'], '$24,975.00'],
  ['how are you', [], "I'm Aiya"],
  ['see you', [], 'Goodbye'],
  ['cool', [], "You're welcome"],
  ['how much of my daily limit is left', ['listLimits'], '$24,975.00'],
  ['what is my account number', ['listAccountNumbers'], '100020004321'],
  ['show me my iban', ['listAccountNumbers'], '100020004321'],
  ['what is waiting?', ['listWaiting'], 'Transfer $25.00 from Checking'],
  ['any pending approvals?', ['listWaiting'], '(/approvals)'],
  ['did it go through?', ['listWaiting'], '(/approvals)'],
  ['is the payment done?', ['listWaiting'], '(/approvals)'],
  ['why was my transfer denied?', ['listWaiting'], '(/approvals)'],
  ['how do I approve?', [], 'tap Approve or Deny'],
  ['where do I approve a transfer', [], 'tap Approve or Deny'],
  ['I lost my phone', [], '(/profile)'],
  ['my phone was stolen', [], '(/profile)'],
  ['I did not make this payment', [], '"Not me"'],
  ['someone hacked my account', [], '"Not me"'],
  ['talk to a person', [], "can't connect you"],
  ['I want to speak to a human', [], "can't connect you"],
  ['show my mandates', [], '(/mandates)'],
  ['cancel my scheduled transfer', [], 'You can plan them on the [Transfer page](/transfer)'],
  ['make a transfer', [], 'Say it to me'],
  ['what can you do?', [], 'For example'],
  ['help', [], 'For example'],
  ['hi', [], "I'm Aiya"],
  ['Good morning!', [], "I'm Aiya"],
  ['thanks!', [], "You're welcome"],
  ['bye', [], 'Goodbye'],
  ['are you ChatGPT?', [], 'fixed rules, not on a language model'],
  ['who are you', [], 'fixed rules'],
]

test.each(OTHERS)('%s', async (question, tools, expected) => {
  const { text, calls } = await chatWith(aliceBank()).say(question)
  expect(
    calls.map(({ tool }) => tool),
    text,
  ).toEqual(tools)
  expect(text).toContain(expected)
})

test('a second period asks the same question again', async () => {
  const { calls } = await chatWith(aliceBank()).say('what did I send Bob in september and in october')
  const searches = calls.filter(({ tool }) => tool === 'listTransactions').map(({ input }) => input)
  const toBob = { direction: 'out', counterparty: 'bob', limit: 10 }
  expect(searches).toEqual([
    { ...toBob, from: '2026-09-01', to: '2026-09-30' },
    { ...toBob, from: '2026-10-01', to: '2026-10-31' },
  ])
})

test('answers two questions of one message', async () => {
  const { text } = await chatWith(aliceBank()).say('show my balance and the last 3 transactions')
  expect(text).toContain('$10,000.00')
  expect(text).toContain('The latest 3 of 6 transactions')
})
