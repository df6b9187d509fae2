import { setTimeout as sleep } from 'node:timers/promises'
import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import PQueue from 'p-queue'
import postgres from 'postgres'
import { env } from '@/lib/env'

const CONNECTIONS_MAX = 20
/** Queries that may wait for a connection, and for how long. Past either, the database is as good as away. */
const WAITING_MAX = 1_000
const WAIT_MS_MAX = 4_000
const CONNECT_SECONDS_MAX = 5
const RECONNECT_SECONDS_MAX = 1
/** The server gives up first; the client's own deadline is for a server that has stopped answering at all. */
const STATEMENT_MS_MAX = 5_000
const ANSWER_MS_MAX = 8_000
const TAKE_BACK_MS_MAX = 2_000
/** With several hosts the driver forgets a query whose connection broke as it opened; its place must not be lost as well. */
const PLACE_MS_MAX = 30_000

/**
 * At most one query waits on a connection behind the one that runs. The driver would send a hundred, and if one of those
 * is taken back before its turn (withDeadline does that), the next one gets its answer: somebody else's rows. With one, the
 * query taken back is always the last in line. (With 0 the driver's transactions never start; its types do not know the
 * option.)
 */
const ONE_BEHIND = { max_pipeline: 1 }

/** Thrown when the database could not be asked, or did not answer in time. A posting may or may not have happened. */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable'
}

/**
 * On each new connection the driver would first ask for the array types, and handle no rejection of that: where the
 * connection breaks meanwhile, it would be an unhandled one. Without them, a list goes to the server as JSON.
 */
const NO_ARRAYS = { fetch_types: false }

export interface Database {
  sql: postgres.Sql<{ bigint: bigint }>
  db: PostgresJsDatabase
}

/**
 * Opens a pool on `url`. `sql` is for the posting (prepared), `db` for reads and simple writes.
 * Trap: drizzle switches off what the pool does with dates, and with JSON on its way in: through `sql` dates are strings,
 * and JSON has to be made one.
 */
export function openDatabase(url: string): Database {
  const sql = postgres(url, {
    max: CONNECTIONS_MAX,
    ...ONE_BEHIND,
    ...NO_ARRAYS,
    connect_timeout: CONNECT_SECONDS_MAX,
    // The driver's own goes up to 20 s, all of it after the database is back.
    backoff: (attempts) => Math.min(0.05 * 2 ** attempts, RECONNECT_SECONDS_MAX) * (0.5 + Math.random() / 2),
    // With several hosts, find the one that accepts writes after a failover.
    ...(url.includes(',') && { target_session_attrs: 'primary' as const }),
    types: { bigint: postgres.BigInt },
    connection: { application_name: 'baink', statement_timeout: STATEMENT_MS_MAX, lock_timeout: STATEMENT_MS_MAX },
    onnotice: () => {},
  })
  return { sql, db: drizzle(sql) }
}

// A reload in development evaluates this module again; the pool must not be opened again with it.
const shared = globalThis as { bainkDatabase?: Database; bainkQueries?: PQueue }

/** The app's one pool, opened at first use. */
export function database(): Database {
  shared.bainkDatabase ??= openDatabase(env().DATABASE_URL)
  return shared.bainkDatabase
}

/**
 * Runs a query, but never waits for ever, and no more queries than there are connections: the driver's own queue knows
 * no limit, runs what was given up as soon as the database is back, and loses the connection that it was opening for it.
 * At the deadline a query is taken back, from the server too, and its real end is awaited: "not available" must not
 * mean "later".
 * @param query is not run before it has a place; of a transaction, which runs at once, what begins it.
 * @throws DatabaseUnavailable if it had no place for 4 s, the server cannot be reached, is going down, or does not answer
 *   in 8 s.
 */
export async function withDeadline<T>(query: PromiseLike<T> | (() => PromiseLike<T>)): Promise<T> {
  shared.bainkQueries ??= new PQueue({ concurrency: CONNECTIONS_MAX })
  if (shared.bainkQueries.size >= WAITING_MAX) throw new DatabaseUnavailable('too many queries are waiting')
  const queries = shared.bainkQueries
  const waiting = new AbortController()
  const patience = setTimeout(() => waiting.abort(), WAIT_MS_MAX)
  return new Promise((resolve, reject) => {
    const run = async () => {
      clearTimeout(patience)
      const asked = typeof query === 'function' ? query() : query
      let emptied = false
      // Trap: drizzle runs its query anew for every `then`.
      const end = Promise.resolve(asked).then((rows) => {
        if (emptied) throw new DatabaseUnavailable('given up before it was sent')
        return rows
      })
      const giveUp = () => {
        emptied = takeBack(asked)
      }
      answerInTime(end, giveUp).then(resolve, reject)
      // Given up or not, its connection is taken until its real end.
      const ended = new AbortController()
      const tooLong = sleep(PLACE_MS_MAX, undefined, { ref: false, signal: ended.signal }).catch(() => {})
      await Promise.race([end.catch(() => {}).finally(() => ended.abort()), tooLong])
    }
    const noPlace = () => reject(new DatabaseUnavailable('no connection became free in time'))
    queries.add(run, { signal: waiting.signal }).catch(noPlace)
  })
}

async function answerInTime<T>(end: Promise<T>, giveUp: () => void): Promise<T> {
  const timers: NodeJS.Timeout[] = []
  const deadline = new Promise<never>((_, reject) => {
    timers.push(setTimeout(giveUp, ANSWER_MS_MAX))
    timers.push(
      setTimeout(() => reject(new DatabaseUnavailable('no answer in time')), ANSWER_MS_MAX + TAKE_BACK_MS_MAX),
    )
  })
  try {
    return await Promise.race([end, deadline])
  } catch (error) {
    if (error instanceof DatabaseUnavailable) throw error
    throw isOutage(error) ? new DatabaseUnavailable('the database cannot be reached', { cause: error }) : error
  } finally {
    for (const timer of timers) clearTimeout(timer)
  }
}

interface Cancellable {
  canceller: ((query: unknown) => Promise<unknown>) | null
  cancel(): unknown
  /** The connection that it was sent on. */
  state: object | null
  strings: unknown
  args: unknown[]
}

const NOTHING = Object.assign(['SELECT'], { raw: ['SELECT'] })

/**
 * Queries of postgres.js can be cancelled; those of drizzle are reads and simple writes, and just run out. Two traps:
 * `cancel()` connects anew, and does not handle that connection's rejection: where nobody answers, it would be an unhandled
 * one. And a connection that is being opened for a query that was cancelled before it was sent is lost: such a query is
 * emptied.
 * @returns whether it was emptied: what it brings is no answer then.
 */
function takeBack(query: unknown): boolean {
  if (!isCancellable(query)) return false
  if (query.state === null) {
    query.strings = NOTHING
    query.args = []
    return true
  }
  const { canceller } = query
  if (canceller) query.canceller = (which) => canceller(which).catch(() => {})
  query.cancel()
  return false
}

function isCancellable(query: unknown): query is Cancellable {
  return query instanceof Promise && 'cancel' in query && 'canceller' in query
}

/**
 * Codes of postgres.js, of the socket (ENOENT: its file is not there), and of a server that lets nobody in, is full,
 * starting, stopping or overloaded.
 */
const OUTAGE =
  /^(CONNECTION_|CONNECT_TIMEOUT|ECONN|ETIMEDOUT|EPIPE|E(?:HOST|NET)(?:UNREACH|DOWN)|ENOENT|ENOTFOUND|EAI_AGAIN|08|28|53|57P0|57014|55P03|40P01|25006)/

const CUT_OFF = /^(CONNECTION_CLOSED|ECONNRESET|EPIPE|57P01)$/

/** Whether an answer was lost with its connection, which says nothing about what the server did. */
export function wasCutOff(error: unknown): boolean {
  return error instanceof DatabaseUnavailable && CUT_OFF.test(codeOf(error.cause))
}

function isOutage(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  if (cause instanceof DatabaseUnavailable) return true
  return OUTAGE.test(codeOf(cause))
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : ''
}
