import { and, desc, eq, getTableColumns, lt } from 'drizzle-orm'
import { z } from 'zod'
import { answerRatings, messages } from '@/db/chat-schema'
import { cursorAt, placeOf } from '@/lib/ledger/accounts/transaction-cursor'
import { database, withDeadline } from '@/lib/platform/database/client'
import { listLimit } from '@/lib/platform/http/list-page'
import type { ShownMessage } from './chat'

const MESSAGES_DEFAULT = 50

/** The parameters of a page of messages. */
export const messagePage = z.object({
  before: z.string().transform((cursor, context) => {
    const place = placeOf(cursor)
    if (cursor !== '' && place === null)
      context.addIssue({ code: 'custom', message: 'must be a `before` of this chat' })
    return place
  }),
  limit: listLimit(MESSAGES_DEFAULT),
})

/** Reads `before` and `limit` (1 to 100, 50 by default) from an address. @throws ZodError naming the bad one. */
export function parseMessagePage(query: URLSearchParams): z.output<typeof messagePage> {
  return messagePage.parse({ before: query.get('before') ?? '', limit: query.get('limit') ?? '' })
}

/**
 * A page of a chat's messages: the newest before a place, oldest first. The `before` of the answer is the place for the
 * page before, null if there is none. The caller must have checked whose chat it is.
 */
export async function loadMessages(
  chatId: string,
  { before = null, limit = MESSAGES_DEFAULT }: { before?: bigint | null; limit?: number } = {},
): Promise<{ messages: ShownMessage[]; before: string | null }> {
  const inPage = and(eq(messages.chatId, chatId), before === null ? undefined : lt(messages.sequence, before))
  const ofThis = and(eq(answerRatings.chatId, messages.chatId), eq(answerRatings.messageId, messages.id))
  const query = database()
    .db.select({ ...getTableColumns(messages), rating: answerRatings.rating })
    .from(messages)
    .leftJoin(answerRatings, ofThis)
  const rows = await withDeadline(
    query
      .where(inPage)
      .orderBy(desc(messages.sequence))
      .limit(limit + 1),
  )
  const page = rows.slice(0, limit).reverse()
  return {
    messages: page.map(({ id, role, parts, metadata, createdAt, rating }) => ({
      id,
      role,
      parts,
      ...(metadata ? { metadata: { ...metadata } } : {}),
      createdAt: createdAt.toISOString(),
      ...(rating ? { rating } : {}),
    })),
    before: rows.length > limit && page[0] ? cursorAt(page[0].sequence) : null,
  }
}
