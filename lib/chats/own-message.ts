import { and, eq } from 'drizzle-orm'
import { chats, messages } from '@/db/chat-schema'
import { database, withDeadline } from '@/lib/platform/database/client'
import { Problem } from '@/lib/platform/http/problem'

/** @throws Problem `not_found` unless this customer has written this message in this chat. */
export async function requireOwnMessage(customerId: string, chatId: string, id: string): Promise<void> {
  const query = database().db.select({ id: messages.id }).from(messages)
  const [own] = await withDeadline(
    query
      .innerJoin(chats, eq(chats.id, messages.chatId))
      .where(
        and(eq(chats.id, chatId), eq(chats.customerId, customerId), eq(messages.id, id), eq(messages.role, 'user')),
      ),
  )
  if (!own) throw new Problem('not_found')
}
