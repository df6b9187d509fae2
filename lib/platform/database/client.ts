import { drizzle, type PostgresJsDatabase } from 'drizzle-orm/postgres-js'
import PQueue from 'p-queue'
import postgres from 'postgres'
import { connect } from '@/db/connect'
import { env } from '@/lib/platform/env'
import { codeOf, isOutage } from './outage'
import { readNotice, unconfirmedCommits } from './warnings'

const CONNECTIONS_MAX = 20
/** How many queries may wait for a connection, and for how long. Beyond either limit the database counts as away. */
const WAITING_MAX = 1_000
const WAIT_MS_MAX = 4_000
const CONNECT_SECONDS_MAX = 5
const RECONNECT_SECONDS_MAX = 1
/**
 * The server gives up first. The client's longer deadline is for a server that no longer answers, and for a commit that
 * waits for a standby, which Postgres' statement_timeout does not cover.
 */
const STATEMENT_MS_MAX = 5_000
const ANSWER_MS_MAX = 8_000
/** A query that never ends, on a connection that nobody closes, frees its place after this time. */
const PLACE_MS_MAX = 30_000

/**
 * At most one query waits on a connection behind the running one. The driver would send a hundred, and all of them
 * would fail with the first. (With 0 the driver's transactions never start; its types do not know the option.)
 */
const ONE_BEHIND = { max_pipeline: 1 }

/** Thrown when the database could not be reached, or did not answer in time. A posting may or may not have happened. */
export class DatabaseUnavailable extends Error {
  override name = 'DatabaseUnavailable'
}

export interface Database {
  sql: postgres.Sql<{ bigint: bigint }>
  db: PostgresJsDatabase
}

/**
 * Opens a pool on `url`. `sql` is for the posting (prepared), `db` for reads and simple writes. Trap: drizzle turns off
 * the pool's handling of dates, and of JSON in parameters. Through `sql`, dates come as strings, and JSON must be
 * passed as text.
 */
export function openDatabase(url: string): Database {
  const sql = connect(url, {
    max: CONNECTIONS_MAX,
    ...ONE_BEHIND,
    onnotice: readNotice,
    connect_timeout: CONNECT_SECONDS_MAX,
    // The driver's own pause grows to 20 s, all of which may pass after the database is back.
    backoff: (attempts) => Math.min(0.05 * 2 ** attempts, RECONNECT_SECONDS_MAX) * (0.5 + Math.random() / 2),
    types: { bigint: postgres.BigInt },
    connection: { application_name: 'baink', statement_timeout: STATEMENT_MS_MAX, lock_timeout: STATEMENT_MS_MAX },
  })
  return { sql, db: drizzle(sql) }
}

// A reload in development evaluates this module again, and must not open a second pool.
const shared = globalThis as { bainkDatabase?: Database; bainkQueries?: PQueue }

/** The app's one pool, opened at first use. */
export function database(): Database {
  shared.bainkDatabase ??= openDatabase(env().DATABASE_URL)
  return shared.bainkDatabase
}

/**
 * Runs a query with a deadline, and no more queries at once than there are connections. The driver's own queue has no
 * limit, runs abandoned queries once the database is back, and loses the connection that it was opening for one. A
 * query that was sent is never cancelled: while a commit waits for its standby, Postgres answers a cancel with success,
 * and that commit may be lost with the server (docs/decisions/021).
 * @param query runs only once it has a place; a transaction begins at once, so pass the function that begins it
 * @throws DatabaseUnavailable if the query had no place for 4 s, if the server cannot be reached, is going down or does
 * not answer within 8 s, or if it warns in the meantime that a commit was not replicated. A write may or may not have
 * happened then
 */
export async function withDeadline<T>(query: PromiseLike<T> | (() => PromiseLike<T>)): Promise<T> {
  shared.bainkQueries ??= new PQueue({ concurrency: CONNECTIONS_MAX })
  if (shared.bainkQueries.size >= WAITING_MAX) throw new DatabaseUnavailable('too many queries are waiting')
  const queries = shared.bainkQueries
  // Most queries find a place, and making a signal for each costs more than the queue itself.
  const waiting = queries.pending < CONNECTIONS_MAX ? undefined : new AbortController()
  const patience = waiting && setTimeout(() => waiting.abort(), WAIT_MS_MAX)
  return new Promise((resolve, reject) => {
    const run = async () => {
      clearTimeout(patience)
      const unconfirmed = unconfirmedCommits()
      const asked = typeof query === 'function' ? query() : query
      // Trap: drizzle runs its query again for every `then`.
      const end = Promise.resolve(asked).then((rows) => {
        // The warning arrives before the answer that it is about, on any connection.
        if (unconfirmedCommits() !== unconfirmed) throw new DatabaseUnavailable('a commit was not replicated')
        return rows
      })
      answerInTime(end, () => emptyUnsent(asked)).then(resolve, reject)
      // Even after the deadline, the query takes a connection until it really ends.
      await new Promise<void>((free) => {
        const tooLong = setTimeout(free, PLACE_MS_MAX).unref()
        const ended = () => {
          clearTimeout(tooLong)
          free()
        }
        end.then(ended, ended)
      })
    }
    const noPlace = () => reject(new DatabaseUnavailable('no connection became free in time'))
    queries.add(run, { signal: waiting?.signal }).catch(noPlace)
  })
}

/** How many queries hold a connection of the pool, how many wait for one, and how many connections there are. */
export function poolUse(): { inUse: number; waiting: number; connections: number } {
  const queries = shared.bainkQueries
  return { inUse: queries?.pending ?? 0, waiting: queries?.size ?? 0, connections: CONNECTIONS_MAX }
}

async function answerInTime<T>(end: Promise<T>, giveUp: () => void): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      giveUp()
      reject(new DatabaseUnavailable('no answer in time'))
    }, ANSWER_MS_MAX)
  })
  try {
    return await Promise.race([end, deadline])
  } catch (error) {
    if (error instanceof DatabaseUnavailable) throw error
    throw isOutage(error) ? new DatabaseUnavailable('the database cannot be reached', { cause: error }) : error
  } finally {
    clearTimeout(timer)
  }
}

interface Unsent {
  /** The connection that the query was sent on; null until then. */
  state: object | null
  strings: unknown
  args: unknown[]
}

const NOTHING = Object.assign(['SELECT'], { raw: ['SELECT'] })

/**
 * Empties a query of postgres.js that has not been sent yet, so that "not available" does not mean "later". (The
 * driver's own `cancel()` would lose the connection that is being opened for it.) Queries of drizzle are reads and
 * simple writes, and may still run.
 */
function emptyUnsent(query: unknown): void {
  if (!isDriverQuery(query) || query.state !== null) return
  query.strings = NOTHING
  query.args = []
}

function isDriverQuery(query: unknown): query is Unsent {
  return query instanceof Promise && 'state' in query && 'strings' in query
}

const CUT_OFF = /^(CONNECTION_CLOSED|ECONNRESET|EPIPE|57P01)$/

/** Whether an answer was lost with its connection. The server may or may not have done the work. */
export function wasCutOff(error: unknown): boolean {
  return error instanceof DatabaseUnavailable && CUT_OFF.test(codeOf(error.cause))
}
