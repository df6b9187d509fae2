import { asOwner } from './as-owner'
import type { ChatJob } from './chat-jobs'

/** Chats whose history does not say how their approval ended. */
export async function untoldChats(ownerUrl: string, jobs: ChatJob[]): Promise<string[]> {
  if (jobs.length === 0) return []
  const chats = jobs.map(({ chatId }) => chatId)
  const rows = await asOwner(
    ownerUrl,
    (sql) => sql<{ memo: string; status: string }[]>`
      SELECT a.memo, a.status FROM approvals a JOIN chats c ON c.id = a.chat_id
      WHERE a.chat_id IN ${sql(chats)} AND NOT EXISTS (
        SELECT FROM messages m WHERE m.chat_id = a.chat_id AND m.role = 'assistant' AND m.parts @> jsonb_build_array(
          jsonb_build_object('type', 'data-approval', 'id', a.id::text, 'data', jsonb_build_object('status', a.status))))`,
  )
  return rows.map(({ memo, status }) => `the chat of ${memo} does not say that it ended as ${status}`)
}
