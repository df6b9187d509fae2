import { database, withDeadline } from '@/db/client'
import { log } from '@/lib/log'
import type { Topic } from './topics'

export const CHANNEL = 'baink_events'
/** A NOTIFY takes a lock that all commits queue for, so it is sent after the posting, for many at once. */
const GATHER_MS = 20

const waiting = new Set<string>()
let gathering: NodeJS.Timeout | undefined

/**
 * Tells every open page of the customer, on every replica, that something changed. Never throws and never delays the
 * caller: a page that misses it reads the state again when it next connects.
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
    await withDeadline(sql`SELECT pg_notify(${CHANNEL}, event) FROM jsonb_array_elements_text(${all}::jsonb) AS event`)
  } catch (error) {
    log.warn({ err: error, events: events.length }, 'could not announce events')
  }
}
