import { database, withDeadline } from '@/lib/platform/database/client'

/**
 * Asks the chat's running answer, on any replica, to stop; its process sees that within a second. Open approvals stay
 * open.
 */
export async function stopAnswer(chatId: string): Promise<void> {
  await withDeadline(database().sql`
    UPDATE answers SET stop_asked_at = now() WHERE chat_id = ${chatId} AND finished_at IS NULL AND alive_until >= now()`)
}
