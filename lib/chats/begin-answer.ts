import { v7 as uuidv7 } from 'uuid'
import { database, withDeadline } from '@/db/client'
import { Problem } from '@/lib/http/problem'

/** Renewed while the answer's process lives; past it, the answer has died with its process. */
export const ALIVE_SECONDS = 20
/** Answers that one customer may have running at a time, in all chats together. */
const RUNNING_MAX = 8

/**
 * Notes that Aiya begins to answer in this chat.
 * @returns the answer's id.
 * @throws Problem `conflict` while another answer of the same chat is running, or eight of the customer's are.
 */
export async function beginAnswer(chatId: string): Promise<string> {
  const { sql } = database()
  const id = uuidv7()
  const [begun] = await withDeadline(() =>
    sql.begin(async (transaction) => {
      // A statement of its own: the next one then sees what was committed while this one waited for the lock.
      await transaction`SELECT FROM chats WHERE id = ${chatId} FOR UPDATE`
      return transaction`
        WITH over AS (DELETE FROM answers WHERE chat_id = ${chatId} AND finished_at IS NOT NULL)
        INSERT INTO answers (id, chat_id, alive_until)
        SELECT ${id}, id, now() + make_interval(secs => ${ALIVE_SECONDS}) FROM chats WHERE id = ${chatId}
          AND NOT EXISTS (SELECT FROM answers WHERE chat_id = ${chatId} AND finished_at IS NULL AND alive_until >= now())
          AND ${RUNNING_MAX} > (SELECT count(*) FROM answers a JOIN chats c ON c.id = a.chat_id
            WHERE c.customer_id = chats.customer_id AND a.finished_at IS NULL AND a.alive_until >= now())
        RETURNING id`
    }),
  )
  if (!begun) throw new Problem('conflict', { detail: 'Aiya is still answering.' })
  return id
}

/**
 * Notes that an answer is over. Whoever follows its stream reads what is left and stops. One that is not whole, or in
 * which an approval's end is not told, is not finished by that: finish-answers.ts tells the chat how it ended.
 */
export async function endAnswer(id: string, whole = true): Promise<void> {
  await withDeadline(database().sql`
    UPDATE answers a SET alive_until = now(), finished_at = CASE WHEN ${whole} AND NOT EXISTS (
      SELECT FROM chats c JOIN approvals p ON p.customer_id = c.customer_id AND p.chat_id = c.id AND p.created_at >= a.started_at
      WHERE c.id = a.chat_id AND (p.status IN ('requested', 'pending', 'approved') OR NOT EXISTS (
        SELECT FROM messages m WHERE m.chat_id = c.id AND m.parts @> jsonb_build_array(jsonb_build_object(
          'type', 'data-approval', 'id', p.id::text, 'data', jsonb_build_object('status', p.status)))))
    ) THEN now() END
    WHERE id = ${id}`)
}
