import { z } from 'zod'
import { database, withDeadline } from '@/lib/platform/database/client'
import { Problem } from '@/lib/platform/http/problem'
import { signal } from '@/lib/platform/telemetry/signals'
import { isStorable } from '@/lib/platform/text/storable'
import { uuid } from '@/lib/platform/text/uuid'

/** What a customer may think of an answer: thumb up or down. */
export const rating = z.enum(['up', 'down'])

/** The body that rates an answer. */
export const answerRating = z.strictObject({ rating })

/**
 * Keeps what the customer thinks of an answer in a chat of theirs, in place of what they thought before; null removes it.
 * @throws Problem `not_found` unless the chat is this customer's and has this answer
 */
export async function rateAnswer(
  customerId: string,
  { chatId, messageId }: { chatId: string; messageId: string },
  rated: z.output<typeof rating> | null,
): Promise<void> {
  const { sql } = database()
  if (!uuid.safeParse(chatId).success || !isStorable(messageId)) throw new Problem('not_found')
  const [found] = await withDeadline(sql<{ changed: boolean }[]>`
    WITH own AS (
      SELECT m.chat_id, m.id FROM messages m JOIN chats c ON c.id = m.chat_id
      WHERE c.id = ${chatId} AND c.customer_id = ${customerId} AND m.id = ${messageId} AND m.role = 'assistant'),
    kept AS (
      INSERT INTO answer_ratings AS r (chat_id, message_id, rating)
      SELECT chat_id, id, ${rated} FROM own WHERE ${rated}::text IS NOT NULL
      ON CONFLICT (chat_id, message_id) DO UPDATE SET rating = EXCLUDED.rating, rated_at = now()
      WHERE r.rating <> EXCLUDED.rating
      RETURNING 1),
    removed AS (
      DELETE FROM answer_ratings r USING own
      WHERE r.chat_id = own.chat_id AND r.message_id = own.id AND ${rated}::text IS NULL
      RETURNING 1)
    SELECT EXISTS (SELECT FROM kept) OR EXISTS (SELECT FROM removed) AS changed FROM own`)
  if (!found) throw new Problem('not_found')
  if (found.changed) signal('rating', { rating: rated ?? 'removed' })
}
