import { database, withDeadline } from '@/lib/platform/database/client'
import { log } from '@/lib/platform/log'
import type { Topic } from './topics'

export const CHANNEL = 'baink_events'
/** All commits queue for the lock that a NOTIFY takes, so it is sent after the posting, for many at once. */
const GATHER_MS = 20

// Each of the app's bundles gathers its own events: a second notification does no harm.
const waiting = new Set<string>()
let gathering: NodeJS.Timeout | undefined

/**
 * Tells every open page of the customer, on every replica, that something has changed. Never throws and never delays
 * the caller. A page that misses the event reads the state when it connects again.
 */
export function announce(customerId: string, topic: Topic): void {
  waiting.add(JSON.stringify({ customerId, topic }))
  if (!gathering) gathering = setTimeout(flush, GATHER_MS)
}

async function flush(): Promise<void> {
  gathering = undefined
  const events = [...waiting]
  waiting.clear()
  try {
    const { sql } = database()
    const all = JSON.stringify(events)
    // Each announcement commits by itself, and need not wait for a disk or a standby: it is heard or lost at once.
    await withDeadline(sql`
      SELECT pg_notify(${CHANNEL}, event), set_config('synchronous_commit', 'off', true)
      FROM jsonb_array_elements_text(${all}::jsonb) AS event`)
  } catch (error) {
    log.warn({ err: error, events: events.length }, 'could not announce events')
  }
}
