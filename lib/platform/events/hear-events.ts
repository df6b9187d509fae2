import { z } from 'zod'
import { type Database, database } from '@/lib/platform/database/client'
import { log } from '@/lib/platform/log'
import { CHANNEL } from './announce'
import { TOPICS, type Topic } from './topics'

/** A listener for the topics of one customer. */
export type Ear = (topic: Topic) => void

const announcement = z.object({ customerId: z.string(), topic: z.enum(TOPICS) })

interface Hall {
  ears: Map<string, Set<Ear>>
  opened: boolean
}

// One connection listens for the whole process. Bundles and reloads load this module again, and must find that
// connection.
const shared = globalThis as { bainkHall?: Hall }

function hall(): Hall {
  shared.bainkHall ??= { ears: new Map(), opened: false }
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
