import postgres from 'postgres'
import { readAddress } from './address'
import { withWholeAnswers } from './whole-answers'

/**
 * Opens connections to the database at `url`; no other code does. Every connection reads the address in the same way
 * (address.ts), and none asks for the server's array types. The driver would ask on each new connection and handle no
 * rejection, which a broken connection would leave unhandled. Without array types, lists are sent as JSON.
 */
export function connect<T extends Record<string, postgres.PostgresType> = Record<never, never>>(
  url: string,
  options: postgres.Options<T> = {},
): ReturnType<typeof postgres<T>> {
  const address = readAddress(url)
  return withWholeAnswers(
    postgres<T>(address.url, { fetch_types: false, onnotice: () => {}, ...address.options, ...options }),
  )
}

/** Opens one connection for some work, as the schema's owner, and closes it afterwards. */
export async function withConnection<T>(url: string, work: (sql: postgres.Sql) => Promise<T>): Promise<T> {
  const sql = connect(url, { max: 1 })
  try {
    return await work(sql)
  } finally {
    await sql.end()
  }
}
