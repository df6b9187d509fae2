import { type McpServer, requireScopes } from '@modelcontextprotocol/server'
import { z } from 'zod'
import { findTransactions } from '@/lib/ledger/accounts/find-transactions'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { parseTransactionPage } from '@/lib/ledger/accounts/transaction-filter'
import { listPayees } from '@/lib/ledger/payees/list-payees'
import { offerTool } from './offer-tool'
import type { Caller } from './require-agent'
import { resultOf } from './tool-result'

const LOOKS = { readOnlyHint: true, openWorldHint: false }
const LINES_MAX = 100

/** The tools that look: at the customer's accounts, payees and transactions. */
export function offerReading(server: McpServer, { customer }: Caller): void {
  offerTool(server, 'list_accounts', {
    title: 'List accounts',
    description: "The customer's own accounts with their ids, balances and what is available in each.",
    input: z.strictObject({}),
    annotations: LOOKS,
    scopeChallenge: requireScopes('read:accounts'),
    answer: async () => resultOf({ accounts: await listAccounts(customer.id) }),
  })
  offerTool(server, 'list_payees', {
    title: 'List payees',
    description: "Whom the customer may pay. A payee's accountId is what request_transfer pays to.",
    input: z.strictObject({}),
    annotations: LOOKS,
    scopeChallenge: requireScopes('read:accounts'),
    answer: async () => resultOf({ payees: await listPayees(customer.id) }),
  })
  offerTool(server, 'list_transactions', {
    title: 'List transactions',
    description: 'The transactions of one own account, newest first; nextCursor leads to older ones.',
    input: z.strictObject({
      accountId: z.string().describe('id from list_accounts'),
      cursor: z.string().describe('nextCursor of the page before').optional(),
      limit: z.number().int().min(1).max(LINES_MAX).describe('20 by default').optional(),
    }),
    annotations: LOOKS,
    scopeChallenge: requireScopes('read:transactions'),
    answer: async ({ accountId, cursor = '', limit = '' }) => {
      const page = parseTransactionPage(new URLSearchParams({ cursor, limit: `${limit}` }))
      const found = await findTransactions({ customerId: customer.id, accountId, timeZone: 'UTC' }, page)
      return resultOf({ ...found })
    },
  })
}
