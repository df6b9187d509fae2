import { listApprovals } from '@/lib/approvals/list-approvals'
import { listMandates } from '@/lib/approvals/mandates/list-mandates'
import { listSessions } from '@/lib/auth0/session/list-sessions'
import type { PortalSession } from '@/lib/auth0/session/session'
import { listChats } from '@/lib/chats/list-chats'
import { loadMessages } from '@/lib/chats/message-page'
import { listConditionals } from '@/lib/conditional-orders/list-conditionals'
import { readAccountDetails } from '@/lib/ledger/accounts/account-details'
import { findTransactions } from '@/lib/ledger/accounts/find-transactions'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { placeOf } from '@/lib/ledger/accounts/transaction-cursor'
import { readConfirmation } from '@/lib/ledger/confirmation'
import { emailOf } from '@/lib/ledger/customer'
import { listPayees } from '@/lib/ledger/payees/list-payees'
import { listCursor, type Place } from '@/lib/platform/http/list-page'
import { listScheduled } from '@/lib/scheduled-transfers/list-scheduled'

const PAGE = 100

/**
 * Everything that the bank keeps of a customer's as one JSON document, in pieces: a page of a list at a time is in memory. Each
 * part is what the API shows of it, so that no secret, token or sealed handle can be among it.
 * @throws what a list throws: the document then ends early
 */
export async function* exportEverything({ id: sessionId, customer }: PortalSession): AsyncGenerator<string> {
  const { id, name } = customer
  yield `{"exportedAt":${JSON.stringify(new Date())},"customer":${JSON.stringify({ name, email: await emailOf(id) })}`
  yield member('accounts', await accountsOf(id))
  yield ',"transactions":['
  yield* items(transactionsOf(id))
  yield `]${member('payees', await listPayees(id))}`
  yield member('scheduledTransfers', await listScheduled(id))
  yield member('confirmation', await readConfirmation(id))
  yield ',"approvals":['
  yield* items(approvalsOf(id))
  yield `]${member('mandates', await listMandates(id))}`
  yield member('conditionalOrders', await listConditionals(id))
  yield ',"chats":['
  yield* items(chatsOf(id))
  yield `]${member('sessions', await listSessions(id, sessionId))}}\n`
}

function member(name: string, value: unknown): string {
  return `,"${name}":${JSON.stringify(value)}`
}

async function* items(pages: AsyncIterable<unknown[]>): AsyncGenerator<string> {
  let before = ''
  for await (const page of pages) {
    for (const item of page) {
      yield before + JSON.stringify(item)
      before = ','
    }
  }
}

async function accountsOf(customerId: string) {
  const accounts = await listAccounts(customerId)
  return Promise.all(
    accounts.map(async (account) => ({ ...account, ...(await readAccountDetails(customerId, account.id)) })),
  )
}

async function* transactionsOf(customerId: string) {
  const scope = { customerId, accountId: null, timeZone: 'UTC' }
  for (let before: bigint | null = null; ; ) {
    const page: Awaited<ReturnType<typeof findTransactions>> = await findTransactions(scope, {
      before,
      limit: PAGE,
      filter: {},
    })
    yield page.transactions
    if (page.nextCursor === null) return
    before = placeOf(page.nextCursor)
  }
}

async function* approvalsOf(customerId: string) {
  for (let cursor: Place | null = null; ; ) {
    const page: Awaited<ReturnType<typeof listApprovals>> = await listApprovals(customerId, {
      cursor,
      limit: PAGE,
      status: [],
    })
    yield page.approvals
    if (page.nextCursor === null) return
    cursor = listCursor.parse(page.nextCursor)
  }
}

async function* chatsOf(customerId: string) {
  for (let cursor: Place | null = null; ; ) {
    const page: Awaited<ReturnType<typeof listChats>> = await listChats(customerId, { cursor, limit: PAGE })
    for (const chat of page.chats) yield [{ ...chat, messages: await messagesOf(chat.id) }]
    if (page.nextCursor === null) return
    cursor = listCursor.parse(page.nextCursor)
  }
}

async function messagesOf(chatId: string) {
  const all: Awaited<ReturnType<typeof loadMessages>>['messages'] = []
  for (let before: bigint | null = null; ; ) {
    const page: Awaited<ReturnType<typeof loadMessages>> = await loadMessages(chatId, { before, limit: PAGE })
    all.unshift(...page.messages)
    if (page.before === null) return all
    before = placeOf(page.before)
  }
}
