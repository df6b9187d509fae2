import { z } from 'zod'
import { database, withDeadline } from '@/lib/platform/database/client'
import { log } from '@/lib/platform/log'
import { ENDED_CHANNEL } from './end-sessions'
import { IDLE_SECONDS, TOUCH_SECONDS } from './lifetimes'

/** How often all watched sessions are looked up: one that runs out is not announced, and announcements can get lost. */
const LOOK_MS = 20_000

interface Watch {
  /** Whoever wants to hear of a session's end, by its id. */
  ears: Map<string, Set<() => void>>
  listening: boolean
}

// Routes are bundled apart; one connection listens for all of them.
const shared = globalThis as { bainkSessionWatch?: Watch }

function watch(): Watch {
  shared.bainkSessionWatch ??= { ears: new Map(), listening: false }
  return shared.bainkSessionWatch
}

/**
 * Calls `ended` once when the session is over: at once if somebody ends it, on any replica; within 20 s if it runs out.
 * Calls nothing while the database is away.
 * @returns a function that stops watching.
 */
export function onSessionEnd(sessionId: string, ended: () => void): () => void {
  const { ears } = watch()
  const own = ears.get(sessionId) ?? new Set()
  ears.set(sessionId, own.add(ended))
  beginWatching()
  return () => {
    own.delete(ended)
    if (own.size === 0 && ears.get(sessionId) === own) ears.delete(sessionId)
  }
}

function beginWatching(): void {
  if (watch().listening) return
  watch().listening = true
  // postgres.js listens again by itself after a lost connection; `look` then finds the sessions that ended meanwhile.
  const listening = database().sql.listen(ENDED_CHANNEL, tell, () => void look())
  listening.catch((error: unknown) => log.warn({ err: error }, 'cannot hear of ended sessions yet'))
  setInterval(() => void look(), LOOK_MS).unref()
}

function tell(sessionId: string): void {
  const { ears } = watch()
  const own = ears.get(sessionId)
  ears.delete(sessionId)
  for (const ended of own ?? []) ended()
}

async function look(): Promise<void> {
  const ids = [...watch().ears.keys()]
  if (ids.length === 0) return
  try {
    const { sql } = database()
    const rows = await withDeadline(sql`
      SELECT id FROM sessions WHERE id IN (SELECT value::uuid FROM jsonb_array_elements_text(${JSON.stringify(ids)}::jsonb))
      AND expires_at > now() AND last_seen_at > now() - make_interval(secs => ${IDLE_SECONDS + TOUCH_SECONDS})`)
    const alive = new Set(rows.map(({ id }) => z.string().parse(id)))
    for (const id of ids) if (!alive.has(id)) tell(id)
  } catch (error) {
    log.warn({ err: error }, 'could not look whether sessions have ended')
  }
}
