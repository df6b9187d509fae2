import { v7 as uuidv7 } from 'uuid'
import { database, withDeadline } from '@/lib/platform/database/client'
import { Problem } from '@/lib/platform/http/problem'

/** How long a running answer counts as alive without renewal; after this, its process has died. */
export const ALIVE_SECONDS = 20
/** Answers that one customer may have running at a time, in all chats together. */
const RUNNING_MAX = 8
/** More than anybody reads again; a full chat takes no more messages. */
const MESSAGES_MAX = 2_000

const REFUSED = {
  answering: 'Aiya is still answering.',
  busy: `Aiya is answering you in ${RUNNING_MAX} chats already. Wait until one of those answers has ended.`,
  full: `This chat is full: it has ${MESSAGES_MAX.toLocaleString('en')} messages. Begin another one.`,
}

/**
 * Notes that Aiya begins to answer in this chat.
 * @returns the answer's id.
 * @throws Problem `conflict` while another answer of the same chat is running, or eight of the customer's are; or where
 *   the chat is full.
 */
export async function beginAnswer(chatId: string): Promise<string> {
  const { sql } = database()
  const id = uuidv7()
  const [begun] = await withDeadline(sql<{ why: keyof typeof REFUSED | null }[]>`
    SELECT begin_answer(p_id => ${id}, p_chat => ${chatId}, p_alive_seconds => ${ALIVE_SECONDS},
      p_running_limit => ${RUNNING_MAX}, p_messages_limit => ${MESSAGES_MAX}) AS why`)
  if (begun?.why) throw new Problem('conflict', { detail: REFUSED[begun.why] })
  return id
}

/**
 * Notes that an answer is over, together with the `last` chunk of its stream, so that a reader of the end may send the
 * next message at once. finish-answers.ts finishes an answer that is not `whole`.
 */
export async function endAnswer(id: string, whole = true, last?: { position: number; chunk: string }): Promise<void> {
  await withDeadline(database().sql`
    WITH last AS (
      INSERT INTO answer_chunks (answer_id, position, chunk)
      SELECT id, ${last?.position ?? 0}, ${last?.chunk ?? ''} FROM answers WHERE id = ${id} AND ${Boolean(last?.chunk)}
      ON CONFLICT DO NOTHING)
    UPDATE answers SET alive_until = now(), finished_at = CASE WHEN ${whole} THEN now() END WHERE id = ${id}`)
}
