import { generateText, type ModelMessage, stepCountIs, tool } from 'ai'
import { z } from 'zod'
import { offlineModel } from '@/lib/ai/offline-model'
import type { Account, Payee } from '@/lib/ai/offline-model/tool-results'
import { MEMO_CHARACTERS_MAX } from '@/lib/text/limits'
import { printableText } from '@/lib/text/printable-text'

const STEPS_MAX = 10
const NOW = '2026-11-21T12:00:00.000Z'

export interface RecordedCall {
  tool: string
  input: Record<string, unknown>
}

export interface Bank {
  accounts: Account[]
  payees: Payee[]
  lines: Record<string, { amount: string; description: string; counterparty: string; createdAt: string }[]>
  /** One answer per transfer, in order; posted once they run out. */
  outcomes: unknown[]
  calls: RecordedCall[]
}

const SIGNS: Record<string, string> = { USD: '$', EUR: '€', JPY: '¥' }

function money(amount: string, currency: string): string {
  const [whole = '', fraction] = amount.replace('-', '').split('.')
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
  return `${amount.startsWith('-') ? '-' : ''}${SIGNS[currency] ?? currency}${grouped}${fraction ? `.${fraction}` : ''}`
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
    lines: {
      'acc-checking': [
        { amount: '-25.00', description: 'Lunch', counterparty: 'Bob Example', createdAt: '2026-11-20T10:00:00.000Z' },
        { amount: '1200.00', description: 'Salary', counterparty: 'Acme', createdAt: '2026-11-19T10:00:00.000Z' },
        {
          amount: '-60.50',
          description: 'Groceries',
          counterparty: 'Corner Shop',
          createdAt: '2026-11-18T10:00:00.000Z',
        },
      ],
      'acc-savings': [
        { amount: '100.00', description: 'Saving up', counterparty: 'Checking', createdAt: '2026-11-17T10:00:00.000Z' },
      ],
    },
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
      inputSchema: z.strictObject({ accountId: z.string(), limit: z.int().min(1).max(50).optional() }),
      execute: async (input) => {
        record('listTransactions', input)
        return statementOf(bank, input.accountId, input.limit ?? 20)
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
        const { amount, currency, memo = null } = input
        return (
          bank.outcomes.shift() ?? {
            status: 'posted',
            transfer: { id: 'transfer-1', amount, currency, memo, createdAt: NOW },
            message: 'The transfer was posted.',
          }
        )
      },
    }),
  }
}

function statementOf(bank: Bank, accountId: string, limit: number) {
  const found = bank.accounts.find((one) => one.id === accountId)
  if (!found) return { error: { code: 'account_not_found', message: 'No such account.' } }
  const { id, name, mask, currency } = found
  const transactions = (bank.lines[accountId] ?? []).slice(0, limit).map((line, index) => ({
    id: `line-${index}`,
    ...line,
    amountFormatted: money(line.amount, currency),
    balanceAfter: '1.00',
    balanceAfterFormatted: '$1.00',
  }))
  return { account: { id, name, mask, currency }, transactions }
}

export interface Said {
  text: string
  calls: RecordedCall[]
}

/** A chat with the offline model through the SDK's own loop; `say` gives back the answer and that turn's tool calls. */
export function chatWith(bank: Bank, tools: Partial<ReturnType<typeof toolsOf>> = toolsOf(bank)) {
  const messages: ModelMessage[] = []
  return {
    messages,
    async say(content: string): Promise<Said> {
      const before = bank.calls.length
      messages.push({ role: 'user', content })
      const result = await generateText({
        model: offlineModel(),
        system: 'You are Aiya.',
        messages,
        tools,
        stopWhen: stepCountIs(STEPS_MAX),
      })
      messages.push(...result.response.messages)
      return { text: result.text, calls: bank.calls.slice(before) }
    },
  }
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
