import type { Sql } from '../store/database'

/** Enough for a forgetful person, far too few for a guesser. */
export const ATTEMPTS_PER_WINDOW = 10
/**
 * Many people may share one address behind a router. The limit still stops guesses, and keeps the hashing from taking
 * all time.
 */
const ATTEMPTS_PER_ADDRESS = 100
/** Over all addresses, for browsers new to this customer: a guesser may have many addresses. */
const ATTEMPTS_PER_EMAIL = 100
const WINDOW_SECONDS = 300

/** The sender of an attempt to sign in. */
export interface Caller {
  address: string
  /** The browser's own id, where this customer has signed in on it before; else undefined. */
  browser?: string | undefined
}

/**
 * Counts one attempt. A browser that the customer has signed in on before has a count of its own, so that guesses from
 * elsewhere never lock the customer out there. Any other attempt counts against its address, against its address
 * together with the email, and against the email.
 * @returns seconds to wait, or 0
 */
export async function countSignIn(sql: Sql, email: string, { address, browser }: Caller): Promise<number> {
  if (browser !== undefined) return countAttempt(sql, `browser:${browser}`)
  const wait =
    (await countAttempt(sql, `address:${address}`, ATTEMPTS_PER_ADDRESS)) ||
    (await countAttempt(sql, keyOf(email, address)))
  // An attempt that its address's limits refuse does not count against the email.
  return wait || countAttempt(sql, email, ATTEMPTS_PER_EMAIL)
}

/** Forgets, after a success, the attempts of this caller for this customer. */
export async function forgetAttempts(sql: Sql, email: string, { address, browser }: Caller): Promise<void> {
  const key = browser === undefined ? keyOf(email, address) : `browser:${browser}`
  await sql`DELETE FROM tenant.sign_in_attempts WHERE key = ${key}`
}

function keyOf(email: string, address: string): string {
  return `${email} ${address}`
}

/**
 * Counts one attempt for `key` before the password is checked, so that guesses sent in parallel all count.
 * @returns seconds to wait, or 0 where the attempt may go on
 */
export async function countAttempt(
  sql: Sql,
  key: string,
  most = ATTEMPTS_PER_WINDOW,
  windowSeconds = WINDOW_SECONDS,
): Promise<number> {
  const [row] = await sql<{ attempts: number; wait: number }[]>`
    INSERT INTO tenant.sign_in_attempts AS known (key, attempts, window_ends_at)
    VALUES (${key}, 1, now() + make_interval(secs => ${windowSeconds}))
    ON CONFLICT (key) DO UPDATE SET
      attempts = CASE WHEN known.window_ends_at < now() THEN 1 ELSE known.attempts + 1 END,
      window_ends_at = CASE WHEN known.window_ends_at < now() THEN excluded.window_ends_at ELSE known.window_ends_at END
    RETURNING attempts, ceil(extract(epoch FROM window_ends_at - now()))::int AS wait`
  if (!row || row.attempts <= most) return 0
  return Math.max(1, row.wait)
}
