import { saveMessage } from '@/lib/chats/chat'
import { database, withDeadline } from '@/lib/platform/database/client'
import { announce } from '@/lib/platform/events/announce'
import { log } from '@/lib/platform/log'
import { pause, stopping } from '@/lib/platform/shutdown'
import { brokenAnswer } from './broken-answer'

const LOOK_MS = 2_000
const AT_ONCE_MAX = 20
const FAILED_MAX = 1_000
/** Pages that follow an answer read its end well within this time. */
const FOLLOWED_SECONDS = 60

interface DeadAnswer {
  id: string
  chatId: string
  customerId: string
}

/**
 * Finishes answers whose process died: saves their words so far, marked as broken off. Also deletes the recorded
 * streams of finished answers, whose words are in the history. Runs in every replica until the process is told to stop;
 * doing the work twice is harmless.
 */
export function startFinishingAnswers(): void {
  const look = async () => {
    while (!stopping().aborted) {
      await finishDeadAnswers().catch((error: unknown) => log.warn({ err: error }, 'could not finish answers yet'))
      await pause(LOOK_MS)
    }
  }
  void look()
}

/** Answers that could not be finished go last, or a batch of them would block the rest for ever. */
const failed = new Set<string>()

async function finishDeadAnswers(): Promise<void> {
  if (failed.size > FAILED_MAX) failed.clear()
  const { sql } = database()
  const dead = await withDeadline(sql<DeadAnswer[]>`
    SELECT a.id, a.chat_id AS "chatId", c.customer_id AS "customerId" FROM answers a JOIN chats c ON c.id = a.chat_id
    WHERE a.finished_at IS NULL AND a.alive_until < now()
    ORDER BY a.id = ANY(${`{${[...failed].join(',')}}`}::uuid[]), a.alive_until LIMIT ${AT_ONCE_MAX}`)
  for (const answer of dead) {
    failed.delete(answer.id)
    await finish(answer).catch((error: unknown) => {
      failed.add(answer.id)
      log.error({ err: error, answerId: answer.id }, 'an answer could not be finished, and is tried again')
    })
  }
  await withDeadline(sql`
    DELETE FROM answers WHERE id IN (
      SELECT id FROM answers WHERE finished_at < now() - make_interval(secs => ${FOLLOWED_SECONDS})
      ORDER BY finished_at LIMIT ${AT_ONCE_MAX})`)
}

/** Saves the answer's words, unless the chat has them or has gone on, and marks it as finished. */
async function finish({ id, chatId, customerId }: DeadAnswer): Promise<void> {
  const { sql } = database()
  const [last] = await withDeadline(sql<{ role: string }[]>`
    SELECT role FROM messages WHERE chat_id = ${chatId} ORDER BY sequence DESC LIMIT 1`)
  if (last?.role === 'user') {
    const chunks = await withDeadline(sql<{ chunk: string }[]>`
      SELECT chunk FROM answer_chunks WHERE answer_id = ${id} ORDER BY position`)
    await saveMessage(chatId, await brokenAnswer(id, chunks.map(({ chunk }) => chunk).join('')))
  }
  await withDeadline(sql`UPDATE answers SET finished_at = now() WHERE id = ${id} AND alive_until < now()`)
  announce(customerId, 'answer')
}
