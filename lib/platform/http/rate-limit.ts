import { database, withDeadline } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { Gatherer } from '@/lib/platform/gather'
import { Problem } from './problem'

const MINUTE_SECONDS = 60
/** One call in this many also deletes windows that have passed. */
const SWEEP_ONE_IN = 500
/**
 * Only a transfer's first ten calls count against the customer's budget, so that one repeated token leaves room for
 * other transfers.
 */
const REPEATS_COUNTED = 10
/** When more subjects than this are over their limit, the process forgets them all and asks the database again. */
const REMEMBERED_MAX = 10_000

/**
 * The subjects over their limit, each with the end of its minute (by performance.now()). Until then they cost no query.
 */
const shared = globalThis as { bainkOverLimit?: Map<string, number> }

/**
 * Counts one write of a signed-in customer in the current minute. The count is in Postgres, shared by all replicas.
 * @throws Problem `rate_limited` with Retry-After, above RATE_LIMIT_PER_MINUTE
 */
export async function limitCustomer(customerId: string): Promise<void> {
  await count(`customer:${customerId}`, env().RATE_LIMIT_PER_MINUTE)
}

/**
 * Counts one call of an agent (`clientId`: `azp` or `client_id`) for a customer's approved transfer: once for the
 * transfer, and once for this agent and customer. Both counts are apart from the customer's own writes, so that no
 * agent can keep the customer from a withdrawal or a freeze. There is no count over all of an agent's customers: each
 * call needs a customer's approval, and every posting of the bank would write that one row.
 * @throws Problem `rate_limited`
 */
export async function limitAgent(clientId: string, customerId: string, transfer: string): Promise<void> {
  const limit = env().RATE_LIMIT_PER_MINUTE
  const [ofTransfer, ofAgent] = [`transfer:${customerId}:${transfer}`, `agent:${customerId}:${clientId}`]
  if (secondsOver(ofAgent) > 0) {
    const repeats = await count(ofTransfer, limit)
    if (repeats <= REPEATS_COUNTED) throw limited(secondsOver(ofAgent))
    return
  }
  refuseIfOver(ofTransfer)
  await sweepSometimes()
  const row = await agentCalls.add({ transfer: ofTransfer, agent: ofAgent })
  judge(ofTransfer, limit, row?.repeats, row?.seconds)
  // Null beyond the transfer's first calls, which the agent's budget does not pay for.
  if (row?.writes != null) judge(ofAgent, limit, row.writes, row.seconds)
}

interface AgentCall {
  /** Subjects of rate_windows. */
  transfer: string
  agent: string
}

interface CountedCall {
  place: number
  repeats: number
  writes: number | null
  seconds: number
}

/** Calls of the same moment are counted by one statement, each with its own number. */
const agentCalls = new Gatherer<AgentCall, CountedCall | undefined>((calls) => {
  const counted = countAgentCalls(calls)
  return calls.map(async (_, place) => (await counted).find((row) => row.place === place))
})

/** Rows are written in the order of their subjects, so that two processes that count the same ones take turns. */
async function countAgentCalls(calls: AgentCall[]): Promise<CountedCall[]> {
  return withDeadline(database().sql<CountedCall[]>`
    WITH asked AS (
      SELECT ordinality::int - 1 AS place, call ->> 'transfer' AS transfer, call ->> 'agent' AS agent
      FROM jsonb_array_elements(${JSON.stringify(calls)}) WITH ORDINALITY AS c(call)),
    transfers AS (
      INSERT INTO rate_windows AS w (subject, minute, writes)
      SELECT transfer, date_trunc('minute', now()), count(*) FROM asked GROUP BY transfer ORDER BY transfer
      ON CONFLICT (subject, minute) DO UPDATE SET writes = w.writes + EXCLUDED.writes RETURNING subject, writes),
    counted AS (
      SELECT a.place, a.agent,
        t.writes - count(*) OVER (PARTITION BY a.transfer) + row_number() OVER (PARTITION BY a.transfer ORDER BY a.place) AS repeats
      FROM asked a JOIN transfers t ON t.subject = a.transfer),
    first AS (
      SELECT place, agent, row_number() OVER (PARTITION BY agent ORDER BY place) - count(*) OVER (PARTITION BY agent) AS before_last
      FROM counted WHERE repeats <= ${REPEATS_COUNTED}),
    agents AS (
      INSERT INTO rate_windows AS w (subject, minute, writes)
      SELECT agent, date_trunc('minute', now()), count(*) FROM first GROUP BY agent ORDER BY agent
      ON CONFLICT (subject, minute) DO UPDATE SET writes = w.writes + EXCLUDED.writes RETURNING subject, writes)
    SELECT c.place, c.repeats::int, (a.writes + f.before_last)::int AS writes,
      ceil(extract(epoch FROM date_trunc('minute', now()) + interval '1 minute' - now()))::int AS seconds,
      set_config('synchronous_commit', 'off', true)
    FROM counted c LEFT JOIN first f ON f.place = c.place LEFT JOIN agents a ON a.subject = f.agent`)
}

/**
 * Counts one call of an agent from outside for a customer, apart from the customer's own writes and from other agents.
 * @throws Problem `rate_limited`
 */
export async function limitOutsideAgent(clientId: string, customerId: string): Promise<void> {
  await count(`mcp:${customerId}:${clientId}`, env().RATE_LIMIT_PER_MINUTE)
}

/**
 * Counts one attempt of a client address, before a customer is known.
 * @throws Problem `rate_limited`
 */
export async function limitAddress(request: Request): Promise<void> {
  await count(`address:${clientAddress(request)}`, env().RATE_LIMIT_PER_MINUTE)
}

/**
 * The client's address. Next writes the socket's address into X-Forwarded-For only where the client sent none, so
 * lib/boot.ts overwrites the header. Behind TRUSTED_PROXIES the last entries are the proxies' own.
 */
function clientAddress(request: Request): string {
  const hops = (request.headers.get('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim())
  return hops.at(-Math.max(1, env().TRUSTED_PROXIES)) || 'unknown'
}

/**
 * Counts by the database's minutes, which all replicas share, because this process's clock may be wrong. A count waits
 * for no standby and no disk: one lost with a server allows one more call in one minute.
 */
async function count(subject: string, most: number): Promise<number> {
  refuseIfOver(subject)
  await sweepSometimes()
  const [row] = await withDeadline(database().sql<{ writes: number; seconds: number }[]>`
    INSERT INTO rate_windows AS w (subject, minute, writes) VALUES (${subject}, date_trunc('minute', now()), 1)
    ON CONFLICT (subject, minute) DO UPDATE SET writes = w.writes + 1
    RETURNING writes, ceil(extract(epoch FROM minute + interval '1 minute' - now()))::int AS seconds,
      set_config('synchronous_commit', 'off', true)`)
  return judge(subject, most, row?.writes, row?.seconds)
}

/** Now and then deletes windows that have passed. */
async function sweepSometimes(): Promise<void> {
  if (Math.random() * SWEEP_ONE_IN >= 1) return
  await withDeadline(database().sql`DELETE FROM rate_windows WHERE minute < date_trunc('minute', now())`)
}

/** @throws Problem `rate_limited` above `most`, and remembers until when */
function judge(subject: string, most: number, writes = Number.POSITIVE_INFINITY, seconds = MINUTE_SECONDS): number {
  if (writes <= most) return writes
  const over = overLimit()
  if (over.size >= REMEMBERED_MAX) over.clear()
  over.set(subject, performance.now() + seconds * 1_000)
  throw limited(seconds)
}

function overLimit(): Map<string, number> {
  shared.bainkOverLimit ??= new Map()
  return shared.bainkOverLimit
}

/** How long the subject is over its limit, as far as this process knows; not above 0 if it is not. */
function secondsOver(subject: string): number {
  return Math.ceil(((overLimit().get(subject) ?? 0) - performance.now()) / 1_000)
}

function refuseIfOver(subject: string): void {
  const seconds = secondsOver(subject)
  if (seconds > 0) throw limited(seconds)
}

function limited(seconds: number): Problem {
  return new Problem('rate_limited', {
    detail: `Please wait ${seconds} seconds.`,
    headers: { 'Retry-After': String(seconds) },
  })
}
