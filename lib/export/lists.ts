import { listApprovals } from '@/lib/approvals/list-approvals'
import { MANDATES_LISTED, pageOfMandates } from '@/lib/approvals/mandates/list-mandates'
import { listSessions } from '@/lib/auth0/session/list-sessions'
import type { PortalSession } from '@/lib/auth0/session/session'
import { listChats } from '@/lib/chats/list-chats'
import { loadMessages } from '@/lib/chats/message-page'
import { CONDITIONALS_LISTED, pageOfConditionals } from '@/lib/conditional-orders/list-conditionals'
import { readAccountDetails } from '@/lib/ledger/accounts/account-details'
import { findTransactions } from '@/lib/ledger/accounts/find-transactions'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { placeOf } from '@/lib/ledger/accounts/transaction-cursor'
import { listPayees } from '@/lib/ledger/payees/list-payees'
import { listCursor, type Place } from '@/lib/platform/http/list-page'
import { pageOfScheduled, SCHEDULED_LISTED } from '@/lib/scheduled-transfers/list-scheduled'

const PAGE = 100

type Item = object
type Pages = AsyncGenerator<Item[]>

/**
 * Every list that the bank keeps of a customer's, whole, a page at a time in memory. Each item is what the API shows of it,
 * so that no secret, token or sealed handle can be among it.
 */
export const LISTS = {
  accounts: async function* ({ customer: { id } }): Pages {
    const accounts = await listAccounts(id)
    yield await Promise.all(accounts.map(async (one) => ({ ...one, ...(await readAccountDetails(id, one.id)) })))
  },
  transactions: ({ customer: { id } }) => transactionsOf(id),
  payees: async function* ({ customer: { id } }): Pages {
    yield await listPayees(id)
  },
  scheduledTransfers: ({ customer: { id } }) => walk((after) => pageOfScheduled(id, after), SCHEDULED_LISTED),
  approvals: ({ customer: { id } }) =>
    walkCursors(async (cursor) => {
      const { approvals, nextCursor } = await listApprovals(id, { cursor, limit: PAGE, status: [] })
      return { page: approvals, nextCursor }
    }),
  mandates: ({ customer: { id } }) => walk((after) => pageOfMandates(id, after), MANDATES_LISTED),
  conditionalOrders: ({ customer: { id } }) => walk((after) => pageOfConditionals(id, after), CONDITIONALS_LISTED),
  chats: ({ customer: { id } }) => chatsOf(id),
  sessions: async function* ({ id, customer }): Pages {
    yield await listSessions(customer.id, id)
  },
} as const satisfies Record<string, (session: PortalSession) => Pages>

export type ListName = keyof typeof LISTS

/** All pages of a list that is sorted by time and id, newest first; a page has `whole` items unless it is the last. */
async function* walk<T extends { id: string; createdAt: string }>(
  read: (after: Place | null) => Promise<T[]>,
  whole: number,
): AsyncGenerator<T[]> {
  for (let after: Place | null = null; ; ) {
    const page: T[] = await read(after)
    yield page
    const last = page.at(-1)
    if (!last || page.length < whole) return
    after = { at: new Date(last.createdAt), id: last.id }
  }
}

async function* walkCursors<T>(
  read: (cursor: Place | null) => Promise<{ page: T[]; nextCursor: string | null }>,
): AsyncGenerator<T[]> {
  for (let cursor: Place | null = null; ; ) {
    const { page, nextCursor }: { page: T[]; nextCursor: string | null } = await read(cursor)
    yield page
    if (nextCursor === null) return
    cursor = listCursor.parse(nextCursor)
  }
}

async function* transactionsOf(customerId: string): Pages {
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

/** A chat is one item: its messages, at most 2,000, are read when its turn comes. */
async function* chatsOf(customerId: string): Pages {
  const pages = walkCursors(async (cursor) => {
    const { chats, nextCursor } = await listChats(customerId, { cursor, limit: PAGE })
    return { page: chats, nextCursor }
  })
  for await (const page of pages) for (const chat of page) yield [{ ...chat, messages: await messagesOf(chat.id) }]
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
