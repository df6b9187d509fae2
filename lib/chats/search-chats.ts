import { database, withDeadline } from '@/lib/platform/database/client'
import { cursorAt, type Place } from '@/lib/platform/http/list-page'
import { anyCasePattern } from '@/lib/platform/text/any-case'
import { asChat, type Chat } from './chat'

/** The most that one question looks at: so many chats, and the newest messages of each. */
const CHATS_LOOKED_AT = 100
const MESSAGES_LOOKED_AT = 200

/**
 * A page of those of the customer's chats, the last used first, whose title or one of whose newest 200 messages holds all
 * the words of `q`, in any case. A page may be short, or empty, and yet have a `nextCursor`: it looks at 100 chats at most, and
 * the next page goes on behind them.
 */
export async function searchChats(
  customerId: string,
  { q, cursor, limit }: { q: string; cursor: Place | null; limit: number },
): Promise<{ chats: Chat[]; nextCursor: string | null }> {
  const { sql } = database()
  // A word holds no blank, and so its pattern holds none.
  const patterns = q.split(/\s+/).filter(Boolean).map(anyCasePattern).join(' ')
  const after = cursor
    ? sql`AND (c.updated_at, c.id) < (${cursor.at.toISOString()}::timestamptz, ${cursor.id}::uuid)`
    : sql``
  const rows = await withDeadline(sql<
    { id: string; customerId: string; title: string; createdAt: string; updatedAt: string; found: boolean }[]
  >`
    WITH looked AS (
      SELECT * FROM chats c WHERE c.customer_id = ${customerId} ${after}
      ORDER BY c.updated_at DESC, c.id DESC LIMIT ${CHATS_LOOKED_AT})
    SELECT l.id, l.customer_id AS "customerId", l.title, l.created_at AS "createdAt", l.updated_at AS "updatedAt",
      l.title ~ ALL (string_to_array(${patterns}, ' ')) OR EXISTS (
        SELECT FROM (SELECT parts FROM messages m WHERE m.chat_id = l.id ORDER BY m.sequence DESC LIMIT ${MESSAGES_LOOKED_AT}) n
        CROSS JOIN LATERAL jsonb_path_query(n.parts, '$[*] ? (@.type == "text").text') said
        WHERE said #>> '{}' ~ ALL (string_to_array(${patterns}, ' '))) AS found
    FROM looked l ORDER BY l.updated_at DESC, l.id DESC`)
  const looked = rows.map((row) => ({ ...row, createdAt: new Date(row.createdAt), updatedAt: new Date(row.updatedAt) }))
  const found = looked.filter((row) => row.found)
  const page = found.slice(0, limit)
  const last = found.length > limit ? page.at(-1) : looked.length === CHATS_LOOKED_AT ? looked.at(-1) : undefined
  return { chats: page.map(asChat), nextCursor: last ? cursorAt({ at: last.updatedAt, id: last.id }) : null }
}
