import { database, withDeadline } from '@/lib/platform/database/client'
import { Problem } from '@/lib/platform/http/problem'
import { log } from '@/lib/platform/log'
import { pause, stopped } from '@/lib/platform/shutdown'

const LOOK_MS = 200
/** Pages that follow one chat's answer in this process; each asks the database a few times a second. */
const FOLLOWERS_MAX = 8
// Not on globalThis: only one route joins answers, so one bundle has all the followers.
const followers = new Map<string, number>()

/** The stream of the chat's running answer, from its beginning to its end; null if none runs. */
export async function joinAnswer(chatId: string): Promise<ReadableStream<string> | null> {
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
        for await (const chunk of follow(running.id, () => left)) controller.enqueue(chunk)
      } catch (error) {
        log.warn({ err: error }, 'could not follow an answer to its end')
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
  for (let position = 0; !left() && !stopped().aborted; await pause(LOOK_MS, stopped())) {
    // One statement, hence one snapshot: an answer that is over has all its chunks.
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
