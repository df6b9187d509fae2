import { database, withDeadline } from '@/db/client'
import { env } from '@/lib/env'
import { Problem } from './problem'

const MINUTE_SECONDS = 60
/** One call in so many also sweeps the windows that are over. */
const SWEEP_ONE_IN = 500
/** One agent serves many customers, and no customer may use up what it has for all of them. */
const CLIENT_TIMES = 10
/** Nor may one token, sent again and again, use up what other transfers need: only its first calls count for these. */
const REPEATS_COUNTED = 10
/** Past so many that are over their limit, all are asked of the database again. */
const REMEMBERED_MAX = 10_000

/** Who is over the limit, and until when (by performance.now()): they cost the database nothing more in this minute. */
const shared = globalThis as { bainkOverLimit?: Map<string, number> }

/**
 * Counts one write of a signed-in customer in the current minute. The count is in Postgres, so that replicas share it.
 * @throws Problem `rate_limited` with Retry-After, over RATE_LIMIT_PER_MINUTE.
 */
export async function limitCustomer(customerId: string): Promise<void> {
  await count(`customer:${customerId}`, env().RATE_LIMIT_PER_MINUTE)
}

/**
 * Counts one call of an agent (`clientId`: `azp` or `client_id`) for a customer's approved transfer: for the transfer, for
 * the customer, and for all customers of this client. Apart from what customers send themselves: no agent can keep them
 * from a withdrawal or a freeze.
 * @throws Problem `rate_limited`
 */
export async function limitAgent(clientId: string, customerId: string, transfer: string): Promise<void> {
  const limit = env().RATE_LIMIT_PER_MINUTE
  const repeats = await count(`transfer:${customerId}:${transfer}`, limit)
  if (repeats > REPEATS_COUNTED) return
  await count(`agent:${customerId}:${clientId}`, limit)
  await count(`client:${clientId}`, limit * CLIENT_TIMES)
}

/** Counts one attempt before a customer is known, per client address. @throws Problem `rate_limited` */
export async function limitAddress(request: Request): Promise<void> {
  await count(`address:${clientAddress(request)}`, env().RATE_LIMIT_PER_MINUTE)
}

/**
 * The client's address. Next writes the socket's into X-Forwarded-For only where the client sent none, so
 * lib/boot.ts overwrites it; behind TRUSTED_PROXIES the right-most entries are the proxies' own.
 */
function clientAddress(request: Request): string {
  const hops = (request.headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim())
  return hops.at(-Math.max(1, env().TRUSTED_PROXIES)) || 'unknown'
}

/** By the database's minutes, which all replicas share: this process's own clock may be an hour off. */
async function count(subject: string, most: number): Promise<number> {
  shared.bainkOverLimit ??= new Map()
  const over = shared.bainkOverLimit
  const secondsOver = Math.ceil(((over.get(subject) ?? 0) - performance.now()) / 1_000)
  if (secondsOver > 0) throw limited(secondsOver)
  const { sql } = database()
  if (Math.random() * SWEEP_ONE_IN < 1) {
    await withDeadline(sql`DELETE FROM rate_windows WHERE minute < date_trunc('minute', now())`)
  }
  const [row] = await withDeadline(sql<{ writes: number; seconds: number }[]>`
    INSERT INTO rate_windows AS w (subject, minute, writes) VALUES (${subject}, date_trunc('minute', now()), 1)
    ON CONFLICT (subject, minute) DO UPDATE SET writes = w.writes + 1
    RETURNING writes, ceil(extract(epoch FROM minute + interval '1 minute' - now()))::int AS seconds`)
  const writes = row?.writes ?? Infinity
  if (writes <= most) return writes
  const seconds = row?.seconds ?? MINUTE_SECONDS
  if (over.size >= REMEMBERED_MAX) over.clear()
  over.set(subject, performance.now() + seconds * 1_000)
  throw limited(seconds)
}

function limited(seconds: number): Problem {
  return new Problem('rate_limited', {
    detail: `Please wait ${seconds} seconds.`,
    headers: { 'Retry-After': String(seconds) },
  })
}
