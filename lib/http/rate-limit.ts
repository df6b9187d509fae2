import { database, withDeadline } from '@/db/client'
import { env } from '@/lib/env'
import { Problem } from './problem'

const MINUTE_SECONDS = 60
/** One call in so many also sweeps the windows that are over. */
const SWEEP_ONE_IN = 500
/** One agent serves many customers, and no customer may use up what it has for all of them. */
const CLIENT_TIMES = 10

/**
 * Counts one write of a customer in the current minute. The count is in Postgres, so that replicas share it.
 * @throws Problem `rate_limited` with Retry-After, over RATE_LIMIT_PER_MINUTE.
 */
export function limitCustomer(customerId: string): Promise<void> {
  return count(`customer:${customerId}`)
}

/** Counts one call of an agent's client (`azp` or `client_id`). @throws Problem `rate_limited`, over ten times as many. */
export function limitClient(clientId: string): Promise<void> {
  return count(`client:${clientId}`, CLIENT_TIMES)
}

/** Counts one attempt before a customer is known, per client address. @throws Problem `rate_limited` */
export function limitAddress(request: Request): Promise<void> {
  return count(`address:${clientAddress(request)}`)
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
async function count(subject: string, times = 1): Promise<void> {
  const { sql } = database()
  if (Math.random() * SWEEP_ONE_IN < 1) {
    await withDeadline(sql`DELETE FROM rate_windows WHERE minute < date_trunc('minute', now())`)
  }
  const [row] = await withDeadline(sql<{ writes: number; seconds: number }[]>`
    INSERT INTO rate_windows AS w (subject, minute, writes) VALUES (${subject}, date_trunc('minute', now()), 1)
    ON CONFLICT (subject, minute) DO UPDATE SET writes = w.writes + 1
    RETURNING writes, ceil(extract(epoch FROM minute + interval '1 minute' - now()))::int AS seconds`)
  if ((row?.writes ?? Infinity) <= env().RATE_LIMIT_PER_MINUTE * times) return
  const seconds = row?.seconds ?? MINUTE_SECONDS
  throw new Problem('rate_limited', {
    detail: `Please wait ${seconds} seconds.`,
    headers: { 'Retry-After': String(seconds) },
  })
}
