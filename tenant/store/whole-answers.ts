import type postgres from 'postgres'

/** What of a query of postgres.js this reads and replaces. */
interface DriverQuery {
  executed: boolean
  args: unknown
  resolve: (rows: unknown) => void
  reject: (error: unknown) => void
}

const mended = new WeakSet<object>()

/**
 * Mends what postgres.js does after an answer that broke off. Bank and tenant each have this file, since they share no code.
 *
 * Rows: the driver counts them for each connection, and begins anew only after a whole answer (porsager/postgres, issue 1119). The
 * next answer would begin with empty places, so that its first row seems to be missing. The rows are moved to their places.
 *
 * Errors: the driver keeps one until the server is ready again (issue 1223). The next query would be told it, perhaps another
 * customer's refusal, and would not be sent. It is told that its connection was lost.
 */
export function withWholeAnswers<S extends postgres.Sql>(sql: S): S {
  // All queries of the driver share their methods. This one is never sent.
  const methods = Object.getPrototypeOf(sql`SELECT 1`) as { handle(this: DriverQuery): Promise<void> }
  if (mended.has(methods)) return sql
  mended.add(methods)
  const { handle } = methods
  methods.handle = function () {
    const { executed, resolve, reject } = this
    if (!executed) {
      this.resolve = (rows) => resolve(whole(rows))
      this.reject = (error) => reject(isOfAnother(error, this) ? lost(error) : error)
    }
    return handle.call(this)
  }
  return sql
}

function whole(rows: unknown): unknown {
  if (Array.isArray(rows) && rows.length > 0 && !(0 in rows))
    rows.splice(
      0,
      rows.findIndex((_, place) => place in rows),
    )
  return rows
}

/** Whether the server said this of another query, whose arguments the driver has noted on it. */
const isOfAnother = (error: unknown, query: DriverQuery) =>
  error instanceof Error && error.name === 'PostgresError' && 'args' in error && error.args !== query.args

const lost = (cause: unknown) =>
  Object.assign(new Error('the connection was lost', { cause }), { code: 'CONNECTION_CLOSED' })
