import { answerFrom } from './answers'
import type { ChatJob } from './chat-jobs'
import type { Replica } from './cluster'
import { pause } from './orders'
import { partsOf } from './sse'

const LOOK_MS = 300

/** A running answer that was joined on another replica than the one it runs on. */
export interface Join {
  /** The type of the first part: an answer is shown from its beginning, wherever it is joined. */
  first: string | null
  /** What its approval card showed at last. */
  shown: string | null
  /** The stream that the chat was opened with had broken off by then. */
  afterBreak: boolean
}

/**
 * Opens the chat's page on `replica` as well (GET /api/chat/{id}/stream), and again whenever that breaks off, until the
 * answer is over for whoever asked for it.
 */
export async function keepJoining(
  job: ChatJob,
  replica: Replica,
  opened: { over: boolean; broken: boolean },
  signal: AbortSignal,
): Promise<void> {
  for (let last = false; !last && !signal.aborted; ) {
    await pause(LOOK_MS)
    last = opened.over
    const afterBreak = opened.broken
    await join(job, replica, afterBreak, signal).catch(() => {})
  }
}

async function join(job: ChatJob, { port }: Replica, afterBreak: boolean, signal: AbortSignal): Promise<void> {
  const response = await answerFrom(job.answers, 'stream', () =>
    job.customer.portal.fetch(`http://127.0.0.1:${port}/api/chat/${job.chatId}/stream`, { signal }),
  )
  if (response.status !== 200 || !response.body) return
  const joined: Join = { first: null, shown: null, afterBreak }
  job.joins.push(joined)
  for await (const { type, data } of partsOf(response.body)) {
    joined.first ??= type
    if (type === 'data-approval') joined.shown = data?.status ?? null
  }
}
