import { and, desc, eq, sql } from 'drizzle-orm'
import { z } from 'zod'
import { chats } from '@/db/chat-schema'
import { database, withDeadline } from '@/lib/platform/database/client'
import { listCursor, listLimit, type Place, pageOf } from '@/lib/platform/http/list-page'
import { SEARCHED_CHARACTERS_MAX } from '@/lib/platform/text/limits'
import { searchedText } from '@/lib/platform/text/searched-text'
import { asChat, type Chat } from './chat'

const CHATS_DEFAULT = 100

const searched = searchedText(SEARCHED_CHARACTERS_MAX).describe(
  'words that all stand in the title, or in one of the newest 200 messages, in any case; a page may then be short',
)

/** The parameters of a page of chats. */
export const chatPage = z.object({ cursor: listCursor, limit: listLimit(CHATS_DEFAULT), q: searched })

/** Reads `cursor`, `limit` (1 to 100, 100 by default) and `q` from an address. @throws ZodError naming the bad one. */
export function parseChatPage(query: URLSearchParams): z.output<typeof chatPage> {
  const { cursor = '', limit = '', q = '' } = Object.fromEntries(query)
  return chatPage.parse({ cursor, limit, q })
}

/** A page of the customer's chats, the last used first. */
export async function listChats(
  customerId: string,
  { cursor, limit }: { cursor: Place | null; limit: number },
): Promise<{ chats: Chat[]; nextCursor: string | null }> {
  const after =
    cursor && sql`(${chats.updatedAt}, ${chats.id}) < (${cursor.at.toISOString()}::timestamptz, ${cursor.id}::uuid)`
  const query = database().db.select().from(chats)
  const rows = await withDeadline(
    query
      .where(and(eq(chats.customerId, customerId), after ?? undefined))
      .orderBy(desc(chats.updatedAt), desc(chats.id))
      .limit(limit + 1),
  )
  const { page, nextCursor } = pageOf(rows, limit, ({ updatedAt, id }) => ({ at: updatedAt, id }))
  return { chats: page.map(asChat), nextCursor }
}
