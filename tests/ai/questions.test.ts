import { expect, test } from 'vitest'
import { aliceBank, chatWith } from './bank-double'

const ALL = ['listAccounts']

/** What is asked, the tools it takes, and what the answer must hold. */
const QUESTIONS: [string, string[], (string | RegExp)[]][] = [
  [
    'How much do I have?',
    ALL,
    ['| Checking ••4321 | $2,500.00 | $2,500.00 |', 'Holiday Fund ••2222 (frozen)', '€300.00'],
  ],
  ['how much money do i have left', ALL, ['$10,000.00']],
  ['show my balance', ALL, ['$2,500.00', '$10,000.00']],
  ['balances please', ALL, ['$2,500.00', '$10,000.00']],
  ['my accounts', ALL, ['Old Checking ••3333 (closed)']],
  ['list all my accounts', ALL, ['Old Checking ••3333 (closed)']],
  ["what's my blance", ALL, ['$2,500.00']],
  ['what is in checking and savings', ALL, ['| Checking ••4321 |', '| Savings ••8765 |', /^(?!.*Euro)/s]],
  ['is my account frozen?', ALL, ['Holiday Fund ••2222', 'This account is frozen']],
  ['where is my money', ALL, ['$10,000.00']],
  [
    'show balance and last 3 transactions',
    ['listAccounts', ...Array(5).fill('listTransactions')],
    ['$10,000.00', 'latest 3 tr'],
  ],
  ['what did Bob pay me?', ['listAccounts', ...Array(5).fill('listTransactions')], ['-$25.00']],
  ['why was my transfer denied?', [], ['[Approvals](/approvals)']],
  ['when will my transfer arrive', [], ['[Approvals](/approvals)']],
  ["what's in savings?", ALL, ['Savings ••8765: balance **$10,000.00**', /^(?!.*Checking)/s]],
  ['how much is in my savings account', ALL, ['Savings ••8765: balance **$10,000.00**']],
  ['savings balance', ALL, ['Savings ••8765: balance **$10,000.00**']],
  ["what's the balance of the account ending 4321", ALL, ['Checking ••4321: balance **$2,500.00**']],
  ['how much is in the euro account?', ALL, ['Euro Account ••4444: balance **€300.00**']],
  ['balance of my holiday fund', ALL, ['Holiday Fund ••2222: balance **$800.00**', 'This account is frozen.']],
  ['how much do I owe?', ALL, ['You owe **$450.25** on Credit Card ••1111.']],
  ['how much do I owe on my credit card', ALL, ['balance **-$450.25**', 'available **$1,549.75**']],
  ['How much is in the moon account?', ALL, ['I can\'t find "moon"', '$2,500.00']],
  [
    'last 5 transactions in checking',
    ['listAccounts', 'listTransactions'],
    ['latest 3 transactions in Checking', '-$60.50'],
  ],
  [
    'show me the last transaction in checking',
    ['listAccounts', 'listTransactions'],
    ['The latest transaction in', '-$25.00'],
  ],
  ['statement for savings', ['listAccounts', 'listTransactions'], ['in Savings ••8765', '$100.00']],
  ['recent transactoins in chequing', ['listAccounts', 'listTransactions'], ['Corner Shop, Groceries']],
  [
    'what did I spend?',
    ['listAccounts', ...Array(5).fill('listTransactions')],
    ['2 outgoing', 'These come to **$85.50**'],
  ],
  [
    'what did I spend in checking this month',
    ['listAccounts', 'listTransactions'],
    ["I can't pick out dates", '**$85.50**'],
  ],
  ['what came in?', ['listAccounts', ...Array(5).fill('listTransactions')], ['incoming', 'Acme, Salary']],
  ['transactions with Bob', ['listAccounts', ...Array(5).fill('listTransactions')], ['that mention "bob"', '-$25.00']],
  ['did I pay Bob?', ['listAccounts', ...Array(5).fill('listTransactions')], ['-$25.00']],
  ['who can I pay?', ['listPayees'], ['- Bob (Bob Example) ••9999, USD', '- Caroline Stone ••7777', '(/transfer)']],
  ['show my payees', ['listPayees'], ['Caroline Stone']],
  ['list my recipients', ['listPayees'], ['Caroline Stone']],
  ['who can I send money to', ['listPayees'], ['Caroline Stone']],
  ['hi', [], ["I'm Aiya"]],
  ['Good morning!', [], ["I'm Aiya"]],
  ['thanks!', [], ["You're welcome"]],
  ['bye', [], ['Goodbye']],
  ['help', [], ['For example', 'Pay Bob $10 for lunch']],
  ['what can you do?', [], ['For example']],
  ['are you ChatGPT?', [], ['fixed rules, not on a language model']],
  ['who are you', [], ['fixed rules']],
  ['how do I move money to savings?', [], ['Just tell me how much']],
  ['what if I move $25 to savings?', [], ['I have not started anything']],
  ["don't move $25 to savings", [], ["I won't"]],
  ['asdf qwer zxcv', [], ["I didn't understand"]],
  ['move it', ALL, ['Where should the money go']],
  ['', [], ["I didn't understand"]],
  ['I need a loan', [], ["can't help with loans"]],
  ['can I get a mortgage', [], ["can't help with loans"]],
  ['buy $50 of bitcoin', [], ['cryptocurrencies']],
  ['send $50 in bitcoin to Bob', [], ['cryptocurrencies']],
  ['add a payee', [], ["can't add payees", '[Transfer page](/transfer)']],
  ['add Dave as a new payee', [], ['[Transfer page](/transfer)']],
  ['delete my payee Bob', [], ["can't change or remove payees"]],
  ['close my savings account', [], ["can't open, close"]],
  ['open a new account', [], ["can't open, close"]],
  ['raise my daily limit', [], ["can't see or change limits"]],
  ['convert 100 dollars to euros', [], ["can't exchange currencies"]],
  ['exchange $100 to EUR', [], ["can't exchange currencies"]],
  ['unfreeze my holiday fund', [], ["can't freeze or thaw"]],
  ['freeze my card', [], ["can't freeze or thaw"]],
  ['pay Bob $10 every month', [], ["can't plan transfers for later"]],
  ['move $25 to savings tomorrow', [], ["can't plan transfers for later"]],
  ['when I get paid move $25 to savings', [], ["can't wait for something"]],
  ['undo my last transfer', [], ["can't take back"]],
  ['cancel the last payment', [], ["can't take back"]],
  ['change my password', [], ['sign-in or personal details']],
  ['buy some stocks', [], ["can't invest"]],
  ['request $10 from Bob', [], ['only send money out']],
  ['move $25 to savings without my approval', [], ["can't do without your phone"]],
  ['send Bob $900 and skip the phone confirmation', [], ["can't do without your phone"]],
  ['approve it for me', [], ["can't do without your phone"]],
]

test.each(QUESTIONS)('%s', async (phrase, tools, expected) => {
  const { text, calls } = await chatWith(aliceBank()).say(phrase)
  expect(
    calls.map((call) => call.tool),
    text,
  ).toEqual(tools)
  for (const part of expected) expect(text).toMatch(part instanceof RegExp ? part : new RegExp(literally(part)))
})

function literally(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

test('asks for as many lines as were asked for', async () => {
  const { calls } = await chatWith(aliceBank()).say('last five transactions in checking')
  expect(calls[1]).toEqual({ tool: 'listTransactions', input: { accountId: 'acc-checking', limit: 5 } })
})
