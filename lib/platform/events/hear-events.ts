import { z } from 'zod'
import { type Database, database } from '@/lib/platform/database/client'
import { log } from '@/lib/platform/log'
import { CHANNEL } from './announce'
import { TOPICS, type Topic } from './topics'

/** A listener for the topics of one customer. */
export type Ear = (topic: Topic) => void

/** How long a process knows what it heard, and of how many customers. */
const KNOWN_MS = 60_000
const KNOWN_MAX = 20_000
/** The clock of the replica that made the page may be this much ahead of this one's. */
const CLOCKS_APART_MS = 2_000

const announcement = z.object({ customerId: z.string(), topic: z.enum(TOPICS) })

interface Hall {
  ears: Map<string, Set<Ear>>
  opened: boolean
  /** Since when nothing has been missed; null while this process does not listen. */
  since: number | null
  /** When each topic was heard last, of the customers of whom something was heard lately, the latest at the end. */
  heard: Map<string, Map<Topic, number>>
}

// One connection listens for the whole process. Bundles and reloads load this module again, and must find that
// connection.
const shared = globalThis as { bainkHall?: Hall }

function hall(): Hall {
  shared.bainkHall ??= { ears: new Map(), opened: false, since: null, heard: new Map() }
  return shared.bainkHall
}

/**
 * Calls `ear` for each event of a customer, announced on any replica, until the returned function is called. After a
 * lost connection every ear gets every topic, because events may have been missed.
 */
export function hearEvents(customerId: string, ear: Ear, { sql }: Pick<Database, 'sql'> = database()): () => void {
  const { ears } = hall()
  const own = ears.get(customerId) ?? new Set()
  ears.set(customerId, own.add(ear))
  openHall(sql)
  return () => {
    own.delete(ear)
    if (own.size === 0 && ears.get(customerId) === own) ears.delete(customerId)
  }
}

/** The number of ears of a customer in this process. */
export function countEars(customerId: string): number {
  return hall().ears.get(customerId)?.size ?? 0
}

/** The number of ears of all customers in this process. */
export function countAllEars(): number {
  return [...hall().ears.values()].reduce((sum, own) => sum + own.size, 0)
}

/**
 * The topics of a customer that may have changed after a moment, in milliseconds by the clock of any replica: those that were
 * heard since, and all of them where this process may have missed one, or no longer knows.
 */
export function topicsSince(customerId: string, moment: number): readonly Topic[] {
  const { since, heard } = hall()
  const now = Date.now()
  const from = moment - CLOCKS_APART_MS
  // Not so in a comparison with NaN either.
  const isKnown = since !== null && from >= since && from >= now - KNOWN_MS && from <= now
  if (!isKnown) return TOPICS
  const own = heard.get(customerId)
  return TOPICS.filter((topic) => (own?.get(topic) ?? 0) >= from)
}

function remember(customerId: string, topic: Topic): void {
  const { heard } = hall()
  const now = Date.now()
  const own = heard.get(customerId) ?? new Map<Topic, number>()
  heard.delete(customerId)
  heard.set(customerId, own.set(topic, now))
  for (const [oldest, topics] of heard) {
    const last = Math.max(...topics.values())
    if (heard.size <= KNOWN_MAX && last >= now - KNOWN_MS) break
    heard.delete(oldest)
    // What is forgotten too early may have been missed by whoever asks for it.
    if (last >= now - KNOWN_MS) hall().since = last + 1
  }
}

function openHall(sql: Database['sql']): void {
  if (hall().opened) return
  hall().opened = true
  // Called once only: postgres.js listens again by itself, even after a failed first attempt.
  sql.listen(CHANNEL, hear, hearEverything).catch((error: unknown) => log.warn({ err: error }, 'cannot listen yet'))
}

function hear(payload: string): void {
  const heard = announcement.safeParse(parseJson(payload))
  if (!heard.success) {
    log.warn('an announcement could not be read')
    return
  }
  const { customerId, topic } = heard.data
  remember(customerId, topic)
  for (const ear of hall().ears.get(customerId) ?? []) ear(topic)
}

function hearEverything(): void {
  hall().since = Date.now()
  hall().heard.clear()
  for (const ears of hall().ears.values()) for (const ear of ears) for (const topic of TOPICS) ear(topic)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
