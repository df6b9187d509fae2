import { randomUUID } from 'node:crypto'
import { tool } from 'ai'
import { z } from 'zod'
import { formatMoney } from '@/lib/ledger/amounts/money'
import { type Approval, type Bank, Refused } from './bank'
import type { Printer } from './printer'

const account = z.looseObject({ balance: z.string(), available: z.string(), currency: z.string() })
const accounts = z.object({ accounts: z.array(account) })

const order = z.object({
  fromAccountId: z.string().describe('id of the account to pay from'),
  toAccountId: z.string().describe('id of the own account, or accountId of the payee, to pay to'),
  amount: z.string().describe('decimal string with the exact decimals of the currency, such as "25.00"'),
  currency: z.string().describe('ISO 4217 code of both accounts'),
  memo: z.string().nullish().describe('what it is for, only if the customer said so'),
})

/** The requests of this run, with their results. */
export interface Asked {
  approvals: Approval[]
  refused: Refused[]
  /** Requests that got no answer. The phone may have been asked. */
  unanswered: string[]
  /** Requests that are still under way. None ever rejects. */
  underWay: Promise<unknown>[]
}

/** The model's tools. The first three have the names of Aiya's own tools, because the offline model knows those. */
export function toolsFor(bank: Bank, asked: Asked, print: Printer) {
  return {
    listAccounts: tool({
      description: "Lists the customer's own accounts with ids, balances and what is available in each.",
      inputSchema: z.object({}),
      execute: async () => {
        const found = accounts.parse(await bank.call('list_accounts'))
        return { accounts: found.accounts.map(withFormatted) }
      },
    }),
    listPayees: tool({
      description: "Lists the customer's saved payees; a payee's accountId is what transferFunds pays to.",
      inputSchema: z.object({}),
      execute: () => bank.call('list_payees'),
    }),
    transferFunds: tool({
      description:
        'Asks for a transfer. The bank asks the customer on their phone; "pending" means that nothing has moved yet. Say so and end your answer.',
      inputSchema: order,
      execute: (wanted) => {
        const request = requestTransfer(bank, asked, print, wanted)
        asked.underWay.push(request)
        return request
      },
    }),
    listTransactionsOfAccount: tool({
      description: 'Lists the newest transactions of one own account.',
      inputSchema: z.object({ accountId: z.string(), limit: z.number().int().min(1).max(100).optional() }),
      execute: (args) => bank.call('list_transactions', args),
    }),
  }
}

/** Asks for one transfer and records the result. Never throws, because the model waits for each tool's answer. */
async function requestTransfer(bank: Bank, asked: Asked, print: Printer, wanted: z.output<typeof order>) {
  const requestId = randomUUID()
  try {
    const approval = await bank.approval('request_transfer', { requestId, ...wanted })
    asked.approvals.push(approval)
    print.approval({ ...approval, status: 'requested' })
    if (approval.status !== 'requested') print.approval(approval)
    return { status: 'pending', message: 'The phone has been asked. Nothing has moved yet.' }
  } catch (error) {
    if (error instanceof Refused) {
      asked.refused.push(error)
      return { status: 'refused', code: error.code, message: error.message }
    }
    asked.unanswered.push(requestId)
    return { status: 'unknown', message: 'The bank did not answer. Whether the phone was asked is not known.' }
  }
}

function withFormatted(found: z.output<typeof account>) {
  return {
    ...found,
    balanceFormatted: formatMoney(found.balance, found.currency),
    availableFormatted: formatMoney(found.available, found.currency),
  }
}
