import { z } from 'zod'
import { approval } from '@/lib/approvals/approval'
import { exportQuery } from '@/lib/export/export-list'
import { account } from '@/lib/ledger/accounts/account'
import { accountDetails } from '@/lib/ledger/accounts/account-details'
import { transactions } from '@/lib/ledger/accounts/find-transactions'
import { overview } from '@/lib/ledger/accounts/overview'
import { transactionPage } from '@/lib/ledger/accounts/transaction-filter'
import { limit } from '@/lib/ledger/limits'
import { transfer } from '@/lib/ledger/post-transfer'
import { statementPeriod } from '@/lib/ledger/statements/statement-period'
import { transferOrder } from '@/lib/ledger/transfer-order'
import { instant } from '@/lib/platform/time/instant'
import { BODY, type Operation, ORDER, READ, WRITE } from './operation'

export const posted = {
  says: 'The transfer; for a repeated order, the same one again.',
  body: z.strictObject({ transfer }),
  headers: { 'Idempotency-Replayed': '`true` where this key had made the same transfer before: nothing moved now.' },
}

const statement = (extension: string, says: string, mediaType: string): Operation => ({
  id: `downloadStatement${extension.toUpperCase()}`,
  method: 'get',
  path: `/api/accounts/{accountId}/statement.${extension}`,
  tag: 'Accounts',
  summary: `An account's statement as ${says}, oldest line first`,
  description:
    'Counted as a write. A period with too many transactions is refused, and `from` is named. An empty parameter counts as absent.',
  trust: 'session',
  isOpenedByAddress: true,
  query: statementPeriod,
  answers: { 200: { says: 'The file.', body: mediaType } },
  problems: [...WRITE, 'account_not_found'],
})

export const accountOperations: Operation[] = [
  {
    id: 'listAccounts',
    method: 'get',
    path: '/api/accounts',
    tag: 'Accounts',
    summary: "The signed-in customer's accounts",
    trust: 'session',
    answers: {
      200: { says: 'All of them, frozen and closed ones too.', body: z.strictObject({ accounts: z.array(account) }) },
    },
    problems: READ,
  },
  {
    id: 'listTransactions',
    method: 'get',
    path: '/api/accounts/{accountId}/transactions',
    tag: 'Accounts',
    summary: "A page of the transactions of one of the customer's accounts, newest first",
    description: 'All of them, or those that the filter selects. An empty parameter counts as absent.',
    trust: 'session',
    query: transactionPage,
    answers: { 200: { says: 'The page.', body: transactions } },
    problems: [...READ, 'account_not_found'],
  },
  statement('csv', 'CSV (RFC 4180)', 'text/csv'),
  statement('pdf', 'PDF with running balances', 'application/pdf'),
  statement('xml', 'camt.053.001.08 (ISO 20022)', 'application/xml'),
  {
    id: 'readAccountDetails',
    method: 'get',
    path: '/api/accounts/{accountId}/details',
    tag: 'Accounts',
    summary: 'The holder and the full number of an own account, to give to a payer',
    trust: 'session',
    answers: { 200: { says: 'Kept by no cache.', body: accountDetails } },
    problems: [...READ, 'account_not_found'],
  },
  {
    id: 'exportEverything',
    method: 'get',
    path: '/api/export',
    tag: 'Accounts',
    summary: "Everything that the bank keeps of the customer's, as JSON",
    description:
      'Accounts with their numbers and whole statements, payees, scheduled transfers, approvals, mandates, orders, chats with their messages, and sessions; no secret, token or sealed handle. Counted as a write.',
    trust: 'session',
    isOpenedByAddress: true,
    answers: {
      200: {
        says: 'A file; it ends early, and is no JSON, where the bank could not finish.',
        body: z.looseObject({ exportedAt: instant }),
      },
    },
    problems: WRITE,
  },
  {
    id: 'exportList',
    method: 'get',
    path: '/api/export/csv',
    tag: 'Accounts',
    summary: "One list of the customer's, whole, as CSV",
    description:
      'What is more than a text or a number is JSON in its cell, and what a spreadsheet would run as a formula begins with an apostrophe. Counted as a write.',
    trust: 'session',
    isOpenedByAddress: true,
    query: exportQuery,
    answers: { 200: { says: 'A file; it ends early where the bank could not finish.', body: 'text/csv' } },
    problems: WRITE,
  },
  {
    id: 'readOverview',
    method: 'get',
    path: '/api/overview',
    tag: 'Accounts',
    summary: 'The net position in each currency over thirty days, and the last movements over all accounts',
    description: 'Six movements at most; a transfer between two own accounts is one.',
    trust: 'session',
    answers: { 200: { says: 'Days end in the zone of the customer.', body: overview } },
    problems: READ,
  },
  {
    id: 'readLimits',
    method: 'get',
    path: '/api/limits',
    tag: 'Accounts',
    summary: "The customer's limits for a transfer and for a day, and what is left of each",
    trust: 'session',
    answers: { 200: { says: 'One for each currency.', body: z.strictObject({ limits: z.array(limit) }) } },
    problems: READ,
  },
  {
    id: 'transfer',
    method: 'post',
    path: '/api/accounts/transfers',
    tag: 'Transfers',
    summary: 'The portal: trusts the session, nothing else',
    description:
      "`toAccountId` is one of the customer's own accounts, or the account of a saved payee. A key is unique for each customer, over this route and the agents' route. A refused transfer is not remembered: its key may be used again.",
    trust: 'session',
    isIdempotent: true,
    body: transferOrder,
    answers: {
      201: posted,
      202: {
        says: "The customer's phone is asked first, by the customer's own rule (`/api/confirmation`). The approval's id is the key.",
        body: z.strictObject({ approval }),
        headers: { 'Idempotency-Replayed': '`true` where this key had asked before: the phone was not asked again.' },
      },
    },
    problems: [...WRITE, ...BODY, ...ORDER, 'phone_recovered', 'too_many_approvals', 'too_many_in_hour'],
  },
]
