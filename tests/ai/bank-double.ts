import { generateText, type ModelMessage, stepCountIs, tool } from 'ai'
import { z } from 'zod'
import { offlineModel } from '@/lib/ai/offline-model'
import { systemPrompt } from '@/lib/ai/system-prompt'
import { listTransactionsTool } from '@/lib/ai/tools/list-transactions'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { warmUp } from '@/lib/offline-model/respond-in-worker'
import type { Account, Payee } from '@/lib/offline-model/tool-results'
import { MEMO_CHARACTERS_MAX } from '@/lib/platform/text/limits'
import { printableText } from '@/lib/platform/text/printable-text'
import { money, PRICES, PRODUCTS } from './goods'

const STEPS_MAX = 10

// Loading the answering thread takes many seconds on a busy machine: none of that is a test's own time.
await warmUp()

interface Line {
  accountId: string
  amount: string
  counterparty: string
  description: string
  date: string
}

const line = (accountId: string, amount: string, counterparty: string, description: string, date: string): Line => ({
  ...{ accountId, amount, counterparty, description, date },
})

export interface RecordedCall {
  tool: string
  input: Record<string, unknown>
}

export interface Bank {
  accounts: Account[]
  payees: Payee[]
  /** Newest first, as in the book. */
  lines: Line[]
  /** One answer per transfer, in order; pending once they run out. */
  outcomes: unknown[]
  calls: RecordedCall[]
}

export function account(id: string, name: string, type: string, balance: string, more: Partial<Account> = {}): Account {
  const currency = more.currency ?? 'USD'
  const available = more.available ?? balance
  const formatted = { balanceFormatted: money(balance, currency), availableFormatted: money(available, currency) }
  return { id, name, type, mask: '••0000', currency, balance, available, status: 'active', ...formatted, ...more }
}

/** The seed's customer alice, as her tools would show her. */
export function aliceBank(): Bank {
  return {
    accounts: [
      account('acc-checking', 'Checking', 'checking', '2500.00', { mask: '••4321' }),
      account('acc-savings', 'Savings', 'savings', '10000.00', { mask: '••8765' }),
      account('acc-card', 'Credit Card', 'credit', '-450.25', { mask: '••1111', available: '1549.75' }),
      account('acc-holiday', 'Holiday Fund', 'savings', '800.00', { mask: '••2222', status: 'frozen' }),
      account('acc-old', 'Old Checking', 'checking', '0.00', { mask: '••3333', status: 'closed' }),
      account('acc-euro', 'Euro Account', 'checking', '300.00', { mask: '••4444', currency: 'EUR' }),
    ],
    payees: [
      { id: 'pay-bob', name: 'Bob Example', nickname: 'Bob', mask: '••9999', accountId: 'acc-of-bob', currency: 'USD' },
      {
        id: 'pay-carol',
        name: 'Caroline Stone',
        nickname: null,
        mask: '••7777',
        accountId: 'acc-of-carol',
        currency: 'USD',
      },
    ],
    lines: [
      line('acc-checking', '-25.00', 'Bob Example', 'Lunch', '2026-11-20'),
      line('acc-checking', '1200.00', 'Acme', 'Salary', '2026-11-19'),
      line('acc-checking', '-60.50', 'Corner Shop', 'Groceries', '2026-11-18'),
      line('acc-savings', '100.00', 'Checking ••4321', 'Saving up', '2026-11-17'),
      line('acc-checking', '-100.00', 'Savings ••8765', 'Saving up', '2026-11-17'),
      line('acc-checking', '-12.00', 'Pizza Place', 'pizza night', '2026-09-02'),
    ],
    outcomes: [],
    calls: [],
  }
}

export function toolsOf(bank: Bank) {
  const record = (name: string, input: Record<string, unknown>) => bank.calls.push({ tool: name, input })
  return {
    listAccounts: tool({
      inputSchema: z.strictObject({}),
      execute: async (input) => {
        record('listAccounts', input)
        return { accounts: bank.accounts }
      },
    }),
    listPayees: tool({
      inputSchema: z.strictObject({}),
      execute: async (input) => {
        record('listPayees', input)
        return { payees: bank.payees }
      },
    }),
    listTransactions: tool({
      inputSchema: listTransactionsTool('nobody', 'UTC').inputSchema,
      execute: async (input) => {
        record('listTransactions', input)
        return found(bank, input)
      },
    }),
    listWaiting: tool({
      inputSchema: z.strictObject({}),
      execute: async (input) => {
        record('listWaiting', input)
        return { waiting: [{ summary: 'Transfer $25.00 from Checking ••4321 to Bob ••9999' }] }
      },
    }),
    listLimits: tool({
      inputSchema: z.strictObject({}),
      execute: async (input) => {
        record('listLimits', input)
        const perDay = {
          perTransferFormatted: '$10,000.00',
          perDayFormatted: '$25,000.00',
          leftFormatted: '$24,975.00',
        }
        return { limits: [{ ...perDay, renews: 'on 29 Nov at 01:00 GMT+1' }] }
      },
    }),
    listAccountNumbers: tool({
      inputSchema: z.strictObject({}),
      execute: async (input) => {
        record('listAccountNumbers', input)
        return { accounts: [{ name: 'Checking', number: '100020004321' }] }
      },
    }),
    transferFunds: tool({
      inputSchema: z.strictObject({
        fromAccountId: z.string(),
        toAccountId: z.string(),
        amount: z.string().regex(/^\d+(\.\d+)?$/),
        currency: z.string().length(3),
        memo: printableText(MEMO_CHARACTERS_MAX).optional(),
      }),
      execute: async (input) => {
        record('transferFunds', input)
        return bank.outcomes.shift() ?? { status: 'pending', message: 'I have asked your phone. Nothing has moved.' }
      },
    }),
    listProducts: tool({
      inputSchema: z.strictObject({ named: z.string().optional() }),
      execute: async (input) => {
        record('listProducts', input)
        return { products: PRODUCTS }
      },
    }),
    getQuote: tool({
      inputSchema: z.strictObject({ ticker: z.string() }),
      execute: async (input) => {
        record('getQuote', input)
        const price = PRICES[input.ticker]
        if (price === undefined) return { error: { message: 'Listed are ZEKO, ATKO, OKTA, GOOG.' } }
        return { quote: { ticker: input.ticker, price, currency: 'USD', priceFormatted: money(price, 'USD') } }
      },
    }),
    getPortfolio: tool({
      inputSchema: z.strictObject({}),
      execute: async (input) => {
        record('getPortfolio', input)
        const goog = { ticker: 'GOOG', qty: 3, priceFormatted: '$176.20', valueFormatted: '$528.60' }
        return { holdings: [goog], totalFormatted: '$528.60' }
      },
    }),
    buyProduct: tool({
      inputSchema: z.strictObject({ product: z.string(), qty: z.int().min(1), priceLimit: z.string().optional() }),
      execute: async (input) => {
        record('buyProduct', input)
        return bank.outcomes.shift() ?? { status: 'pending', message: 'I have asked your phone. Nothing has moved.' }
      },
    }),
    orderWhen: tool({
      inputSchema: z.strictObject({
        ...{ ticker: z.string(), qty: z.int().min(1), side: z.enum(['buy', 'sell']) },
        ...{ when: z.enum(['below', 'above']), price: z.string() },
      }),
      execute: async (input) => {
        record('orderWhen', input)
        return bank.outcomes.shift() ?? { status: 'waiting', message: 'I keep this for you.' }
      },
    }),
    placeOrder: tool({
      inputSchema: z.strictObject({
        ticker: z.string(),
        qty: z.int().min(1),
        side: z.enum(['buy', 'sell']),
        limitPrice: z.string().optional(),
      }),
      execute: async (input) => {
        record('placeOrder', input)
        return bank.outcomes.shift() ?? { status: 'pending', message: 'I have asked your phone. Nothing has moved.' }
      },
    }),
  }
}

type Search = Partial<Record<'accountId' | 'q' | 'counterparty' | 'direction' | 'from' | 'to' | 'min' | 'max', string>>

/** As the real tool answers: the lines that match, and totals of all of them. */
function found(
  bank: Bank,
  { accountId, q, counterparty, direction, from, to, min, max, limit = 10 }: Search & { limit?: number },
) {
  const holds = (text: string, words: string | undefined) =>
    (words ?? '')
      .toLowerCase()
      .split(/\s+/)
      .every((word) => text.toLowerCase().includes(word))
  const lines = bank.lines.filter(
    (one) =>
      (accountId === undefined || one.accountId === accountId) &&
      holds(`${one.counterparty} ${one.description}`, q) &&
      holds(one.counterparty, counterparty) &&
      (direction === undefined || (direction === 'out') === one.amount.startsWith('-')) &&
      (from === undefined || one.date >= from) &&
      (to === undefined || one.date <= to) &&
      (min === undefined || Math.abs(Number(one.amount)) >= Number(min)) &&
      (max === undefined || Math.abs(Number(one.amount)) <= Number(max)),
  )
  const total = (direction: 'in' | 'out') => {
    const all = lines.filter(({ amount }) => (direction === 'out') === amount.startsWith('-'))
    const sum = all.reduce((cents, { amount }) => cents + BigInt(amount.replace(/[-.]/g, '')), 0n)
    const decimal = toDecimal(sum, 'USD')
    return {
      currency: 'USD',
      direction,
      kind: 'with_others',
      count: all.length,
      sum: decimal,
      sumFormatted: money(decimal, 'USD'),
    }
  }
  const accountOf = (id: string) => bank.accounts.find((one) => one.id === id)
  return {
    transactions: lines.slice(0, limit).map((one, index) => ({
      ...one,
      id: `line-${index}`,
      amountFormatted: money(one.amount, 'USD'),
      balanceAfterFormatted: '$1.00',
      account: { name: accountOf(one.accountId)?.name, mask: accountOf(one.accountId)?.mask },
    })),
    hasMore: lines.length > limit,
    totals: [total('in'), total('out')].filter(({ count }) => count > 0),
  }
}

export interface Said {
  text: string
  calls: RecordedCall[]
}

/** A chat with the offline model through the SDK's own loop; `say` gives back the answer and that turn's tool calls. */
export function chatWith(bank: Bank, tools: Partial<ReturnType<typeof toolsOf>> = toolsOf(bank), numbers = 'en-US') {
  const messages: ModelMessage[] = []
  return {
    messages,
    async say(content: string): Promise<Said> {
      const before = bank.calls.length
      messages.push({ role: 'user', content })
      const system = systemPrompt({ customerName: 'Alice Example', today: '2026-11-21', numbers })
      const stopWhen = stepCountIs(STEPS_MAX)
      const result = await generateText({ model: offlineModel(), system, messages, tools, stopWhen })
      messages.push(...result.response.messages)
      return { text: result.text, calls: bank.calls.slice(before) }
    },
  }
}

/** "buy 2 running-shoes 150.00", "sell 3 GOOG": an order in one line, with its limit. */
export function tradesIn(calls: RecordedCall[]): string[] {
  return calls.flatMap(({ tool, input }) => {
    if (tool === 'buyProduct') return [`buy ${input.qty} ${input.product} ${input.priceLimit}`]
    if (tool === 'orderWhen') return [`${input.side} ${input.qty} ${input.ticker} ${input.when} ${input.price}`]
    if (tool !== 'placeOrder') return []
    return [[input.side, input.qty, input.ticker, input.limitPrice].filter((part) => part !== undefined).join(' ')]
  })
}

/** "acc-checking > acc-savings 25.00 USD (rent)": a transfer in one line. */
export function transfersIn(calls: RecordedCall[]): string[] {
  return calls
    .filter((call) => call.tool === 'transferFunds')
    .map(({ input }) => {
      const memo = input.memo === undefined ? '' : ` (${input.memo})`
      return `${input.fromAccountId} > ${input.toAccountId} ${input.amount} ${input.currency}${memo}`
    })
}
