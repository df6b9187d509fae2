import { database, withDeadline } from '@/db/client'
import { onceBack } from '@/db/once-back'
import { log } from '@/lib/log'
import { ALIVE_SECONDS, endAnswer } from './begin-answer'

const RENEW_MS = 5_000
/** Words are written down a few at a time, not one by one. */
const GATHER_MS = 100

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
