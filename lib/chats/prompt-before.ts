import { and, desc, eq, lte } from 'drizzle-orm'
import { chats, messages } from '@/db/chat-schema'
import { database, withDeadline } from '@/lib/platform/database/client'

/**
 * What the customer wrote last in their own chat, up to a moment (ISO 8601); null where the chat is gone, or another's, or
 * nothing was written.
 */
export async function promptBefore(customerId: string, chatId: string, at: string): Promise<string | null> {
  const query = database()
    .db.select({ parts: messages.parts })
    .from(messages)
    .innerJoin(chats, eq(chats.id, messages.chatId))
    .where(
      and(
        eq(chats.id, chatId),
        eq(chats.customerId, customerId),
        eq(messages.role, 'user'),
        lte(messages.createdAt, new Date(at)),
      ),
    )
  const [newest] = await withDeadline(query.orderBy(desc(messages.sequence)).limit(1))
  const parts = (newest?.parts ?? []) as { type?: string; text?: string }[]
  return parts.map(({ type, text }) => (type === 'text' ? text : '')).join('\n') || null
}
