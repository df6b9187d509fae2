import { setTimeout as sleep } from 'node:timers/promises'
import { type Carried, carry, type Pace, type Shard } from '@/db/shards/carry'
import { CHANNEL } from '@/lib/platform/events/announce'

/** A lease outlives the wait for a slow shard; what a dead sweeper held waits so long. */
const PACE: Pace = { leaseSeconds: 15, most: 100 }
/** A shard that neither answers nor breaks the line is away. What it was asked may still happen, once. */
const ANSWER_MS_MAX = 12_000
const LOOK_AGAIN_MS = 250
/** While a shard is away, it is asked less and less often. */
const AWAY_MS_MAX = 5_000

/**
 * Carries what waits between every two shards until `signal` is aborted. Any number of sweepers may run. A shard that is
 * away holds up nothing but what is for it or from it.
 * @param say is told once when a shard is away, and once when it is back
 */
export async function sweep(shards: Shard[], signal: AbortSignal, say: (line: string) => void): Promise<void> {
  const ways = shards.flatMap((from) => shards.filter((to) => to !== from).map((to) => ({ from, to })))
  await Promise.all(ways.map((way) => sweepWay(way, signal, say)))
}

interface Way {
  from: Shard
  to: Shard
}

async function sweepWay(way: Way, signal: AbortSignal, say: (line: string) => void): Promise<void> {
  const named = `From ${way.from.name} to ${way.to.name}`
  let failed = 0
  while (!signal.aborted) {
    let more = false
    try {
      more = (await inTime(carryAndTell(way))) === PACE.most
      if (failed > 0) say(`${named}: goes on.`)
      failed = 0
    } catch (error) {
      if (failed === 0) say(`${named}: ${error instanceof Error ? error.message : error}`)
      failed++
    }
    const ms = Math.min(LOOK_AGAIN_MS * 2 ** failed, AWAY_MS_MAX)
    if (!more) await sleep(ms, undefined, { signal }).catch(() => {})
  }
}

async function carryAndTell({ from, to }: Way): Promise<number> {
  const carried: Carried[] = await carry(from, to, PACE)
  await tell(
    from,
    carried.map(({ payerCustomerId }) => payerCustomerId),
  )
  await tell(
    to,
    carried.flatMap(({ creditorCustomerId }) => creditorCustomerId ?? []),
  )
  return carried.length
}

/** Tells the open pages of these customers, as the app does after its own postings (lib/platform/events/announce.ts). */
async function tell({ sql }: Shard, customers: string[]): Promise<void> {
  if (customers.length === 0) return
  const events = [...new Set(customers)].map((customerId) => JSON.stringify({ customerId, topic: 'account' }))
  await sql`
    SELECT pg_notify(${CHANNEL}, event), set_config('synchronous_commit', 'local', true)
    FROM jsonb_array_elements_text(${JSON.stringify(events)}::text::jsonb) AS event`
}

async function inTime<T>(work: Promise<T>): Promise<T> {
  const over = new AbortController()
  const late = sleep(ANSWER_MS_MAX, undefined, { signal: over.signal }).then(() => {
    throw new Error('no answer in time')
  })
  try {
    return await Promise.race([work, late])
  } finally {
    over.abort()
    late.catch(() => {})
  }
}
