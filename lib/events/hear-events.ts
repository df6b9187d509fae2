import { z } from 'zod'
import { type Database, database } from '@/db/client'
import { log } from '@/lib/log'
import { CHANNEL } from './announce'
import { TOPICS, type Topic } from './topics'

/** Hears one topic of one customer. */
export type Ear = (topic: Topic) => void

const announcement = z.object({ customerId: z.string(), topic: z.enum(TOPICS) })

interface Hall {
  ears: Map<string, Set<Ear>>
  opened: boolean
}

// One connection listens for the whole process; bundles and reloads that load this module again must find it.
const shared = globalThis as { bainkHall?: Hall }

function hall(): Hall {
  shared.bainkHall ??= { ears: new Map(), opened: false }
  return shared.bainkHall
}

/**
 * Hears what is announced for a customer on any replica, until the returned function is called. After a lost
 * connection every ear hears every topic, since announcements may have passed unheard.
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

/** How many ears the customer has in this process. */
export function countEars(customerId: string): number {
  return hall().ears.get(customerId)?.size ?? 0
}

function openHall(sql: Database['sql']): void {
  if (hall().opened) return
  hall().opened = true
  // Asked once and for all: postgres.js listens again by itself, also when this first attempt fails.
  sql.listen(CHANNEL, hear, hearEverything).catch((error: unknown) => log.warn({ err: error }, 'cannot listen yet'))
}

function hear(payload: string): void {
  const heard = announcement.safeParse(parseJson(payload))
  if (!heard.success) {
    log.warn('an announcement could not be read')
    return
  }
  for (const ear of hall().ears.get(heard.data.customerId) ?? []) ear(heard.data.topic)
}

function hearEverything(): void {
  for (const ears of hall().ears.values()) for (const ear of ears) for (const topic of TOPICS) ear(topic)
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
