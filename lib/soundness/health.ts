import { z } from 'zod'
import { tenantAnswers } from '@/lib/auth0/token/tenant-keys'
import { businesses } from '@/lib/platform/businesses'
import { database, withDeadline } from '@/lib/platform/database/client'

/** How long a business may take to say that it is there. */
const BUSINESS_MS_MAX = 2_000
/** Anybody may ask for the health as often as they like, but database and tenant are asked at most this often. */
const FRESH_MS = 500
const RETRY_SECONDS = '5'
/** From bad to good. The worst part is the state of the whole. */
const STATES = ['unavailable', 'degraded', 'ok'] as const

export type HealthState = (typeof STATES)[number]

/** The answer of a health route: the whole, and each part under its name. */
export const health = z.object({ status: z.enum(STATES) }).catchall(z.enum(STATES))

/** Whether the database takes writes, as of half a second ago at most. */
export const databaseIsWell = lately(databaseTakesWrites)

/** Whether the tenant answers, as of half a second ago at most. */
export const tenantIsWell = lately(tenantAnswers)

/**
 * Shop and brokerage, where they run. One that is away degrades the whole: what the bank does for itself goes on.
 */
export const businessesHealth = lately(async (): Promise<Record<string, HealthState>> => {
  const states = businesses().map(async ({ kind, url }) => [kind, (await answersAt(url)) ? 'ok' : 'degraded'] as const)
  return Object.fromEntries(await Promise.all(states))
})

function answersAt(origin: string): Promise<boolean> {
  return fetch(`${origin}/api/health/live`, { signal: AbortSignal.timeout(BUSINESS_MS_MAX), redirect: 'error' }).then(
    ({ ok }) => ok,
    () => false,
  )
}

/** Asks one question at a time, however long its answer takes. */
function lately<Found>(ask: () => Promise<Found>): () => Promise<Found> {
  let asking: Promise<Found> | undefined
  let known: { at: number; found: Found } | undefined
  const askAnew = async () => {
    const found = await ask()
    known = { at: performance.now(), found }
    return found
  }
  return async () => {
    if (known && performance.now() - known.at < FRESH_MS) return known.found
    asking ??= askAnew().finally(() => {
      asking = undefined
    })
    return asking
  }
}

/** Whether the database takes writes. A standby, or an old primary that takes no writes, answers too. */
function databaseTakesWrites(): Promise<boolean> {
  return withDeadline(database().sql`SELECT FROM pg_is_in_recovery() AS standby
    WHERE NOT standby AND current_setting('transaction_read_only') = 'off'`).then(
    (rows) => rows.length === 1,
    () => false,
  )
}

/** 200 where every part is well, else 503. The body names each part. */
export function healthResponse(parts: Record<string, HealthState>): Response {
  const status = STATES.find((state) => Object.values(parts).includes(state)) ?? 'ok'
  return Response.json(
    { status, ...parts },
    {
      status: status === 'ok' ? 200 : 503,
      headers: { 'Cache-Control': 'no-store', ...(status !== 'ok' && { 'Retry-After': RETRY_SECONDS }) },
    },
  )
}
