import { database, withDeadline } from '@/lib/platform/database/client'
import { onceBack } from '@/lib/platform/database/once-back'
import { log } from '@/lib/platform/log'
import { ALIVE_SECONDS, endAnswer } from './begin-answer'

/** How often the answer's life is renewed, and a customer's stop looked for. */
const RENEW_MS = 1_000
/** Words are gathered this long before they are written. */
const GATHER_MS = 100

/**
 * Records the answer's stream to its end, whether or not a browser listens. Resolves once the answer is noted as over.
 * Never throws.
 * @param stop is called when the customer stops the answer, on any replica.
 */
export async function recordAnswer(id: string, stream: ReadableStream<string>, stop = () => {}): Promise<void> {
  let position = 0
  let gathered = ''
  /** A chunk whose write was not confirmed: it is written again, as it is and at the same position. */
  let unsure = ''
  let touched = Date.now()
  let storing: Promise<unknown> | null = null
  const store = async () => {
    if (!unsure && !gathered && Date.now() - touched < RENEW_MS) return
    touched = Date.now()
    if (!unsure) [unsure, gathered] = [gathered, '']
    if (await keep(id, position, unsure)) stop()
    if (unsure) position++
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
  let last = ''
  try {
    for await (const chunk of stream) {
      if (isEnd(chunk)) last += chunk
      else gathered += chunk
    }
  } catch (error) {
    whole = false
    noteLoss(error)
  }
  clearInterval(timer)
  await storing
  await onceBack(async () => {
    while (unsure || gathered) await store()
    await endAnswer(id, whole, { position, chunk: last })
  }).catch(noteLoss)
}

/** Whether the chunk says that the answer is over; it is written together with that end. */
export function isEnd(chunk: string): boolean {
  return chunk.startsWith('data: {"type":"finish"') || chunk.startsWith('data: [DONE]')
}

/** Writes the chunk, if not empty, and renews the answer's life. @returns whether the customer wants it stopped. */
async function keep(id: string, position: number, chunk: string): Promise<boolean> {
  const { sql } = database()
  const [row] = await withDeadline(sql<{ stop: boolean }[]>`
    WITH alive AS (
      UPDATE answers SET alive_until = now() + make_interval(secs => ${ALIVE_SECONDS}) WHERE id = ${id}
      RETURNING id, stop_asked_at IS NOT NULL AS stop
    ), kept AS (
      INSERT INTO answer_chunks (answer_id, position, chunk) SELECT id, ${position}, ${chunk} FROM alive WHERE ${chunk !== ''}
      ON CONFLICT DO NOTHING)
    SELECT stop FROM alive`)
  return row?.stop ?? false
}

/** The message itself is saved apart from its stream: losing a chunk costs a page that joins late some words. */
function noteLoss(error: unknown): void {
  log.warn({ err: error }, 'could not keep the stream of an answer')
}
