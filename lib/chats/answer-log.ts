import { setTimeout as sleep } from 'node:timers/promises'
import { v7 as uuidv7 } from 'uuid'
import { database, withDeadline } from '@/db/client'
import { onceBack } from '@/db/once-back'
import { Problem } from '@/lib/http/problem'
import { log } from '@/lib/log'
import { stopped } from '@/lib/shutdown'

/** Renewed while the answer's process lives; past it, the answer has died with its process. */
const ALIVE_SECONDS = 20
const RENEW_MS = 5_000
/** Words are written down a few at a time, not one by one. */
const GATHER_MS = 100
const LOOK_MS = 200
/** Pages that follow one chat's answer in this process; each asks the database a few times a second. */
const FOLLOWERS_MAX = 8
const followers = new Map<string, number>()
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

/** Writes the answer's stream down while it runs, to its end, whether or not a browser listens. Never throws. */
export async function recordAnswer(id: string, stream: ReadableStream<string>): Promise<void> {
  let position = 0
  let gathered = ''
  /** What the database did not take, or did not say that it took: it is written again, as it is and where it belongs. */
  let unsure = ''
  let touched = Date.now()
  let storing: Promise<unknown> | null = null
  const store = async () => {
    if (!unsure && !gathered && Date.now() - touched < RENEW_MS) return
    touched = Date.now()
    if (!unsure) [unsure, gathered] = [gathered, '']
    if (!unsure) return renew(id)
    await write(id, position, unsure)
    position++
    unsure = ''
  }
  const timer = setInterval(() => {
    storing ??= store()
      .catch(noteLoss)
      .finally(() => {
        storing = null
      })
  }, GATHER_MS)
  let whole = true
  try {
    for await (const chunk of stream) gathered += chunk
  } catch (error) {
    whole = false
    noteLoss(error)
  }
  clearInterval(timer)
  await storing
  await onceBack(async () => {
    while (unsure || gathered) await store()
  }).catch(noteLoss)
  await endAnswer(id, whole && !unsure && !gathered).catch(noteLoss)
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

/** The running answer of a chat as its stream from the beginning, followed to its end; null where none runs. */
export async function joinAnswer(chatId: string): Promise<ReadableStream<Uint8Array> | null> {
  const { sql } = database()
  const [running] = await withDeadline(sql<{ id: string }[]>`
    SELECT id FROM answers WHERE chat_id = ${chatId} AND finished_at IS NULL AND alive_until >= now()`)
  if (!running) return null
  const already = followers.get(chatId) ?? 0
  if (already >= FOLLOWERS_MAX) throw new Problem('rate_limited', { headers: { 'Retry-After': '10' } })
  followers.set(chatId, already + 1)
  let left = false
  return new ReadableStream({
    async start(controller) {
      try {
        for await (const chunk of follow(running.id, () => left)) controller.enqueue(new TextEncoder().encode(chunk))
      } catch (error) {
        noteLoss(error)
      }
      leave(chatId)
      if (!left) controller.close()
    },
    cancel() {
      left = true
    },
  })
}

function leave(chatId: string): void {
  const others = (followers.get(chatId) ?? 1) - 1
  if (others > 0) followers.set(chatId, others)
  else followers.delete(chatId)
}

async function* follow(id: string, left: () => boolean): AsyncGenerator<string> {
  const { sql } = database()
  for (let position = 0; !left() && !stopped().aborted; await sleep(LOOK_MS)) {
    // In one snapshot: an answer that is over has all its chunks.
    const rows = await withDeadline(sql<{ over: boolean; chunk: string | null }[]>`
      SELECT a.finished_at IS NOT NULL OR a.alive_until < now() AS over, c.chunk
      FROM answers a LEFT JOIN answer_chunks c ON c.answer_id = a.id AND c.position >= ${position}
      WHERE a.id = ${id} ORDER BY c.position`)
    for (const { chunk } of rows) {
      if (chunk === null) continue
      position++
      yield chunk
    }
    if (rows[0]?.over ?? true) return
  }
}

function write(id: string, position: number, chunk: string): Promise<unknown> {
  const { sql } = database()
  return withDeadline(sql`
    WITH alive AS (UPDATE answers SET alive_until = now() + make_interval(secs => ${ALIVE_SECONDS}) WHERE id = ${id} RETURNING id)
    INSERT INTO answer_chunks (answer_id, position, chunk) SELECT id, ${position}, ${chunk} FROM alive
    ON CONFLICT DO NOTHING`)
}

function renew(id: string): Promise<unknown> {
  const { sql } = database()
  return withDeadline(
    sql`UPDATE answers SET alive_until = now() + make_interval(secs => ${ALIVE_SECONDS}) WHERE id = ${id}`,
  )
}

/** The message itself is saved apart from its stream: losing a chunk costs a page that joins late some words. */
function noteLoss(error: unknown): void {
  log.warn({ err: error }, 'could not keep the stream of an answer')
}
