import type { Sql } from '../store/database'

/** Enough for a forgetful person, far too few for a guesser. */
export const ATTEMPTS_PER_WINDOW = 10
/** One address may be many people's, behind one router; it is still no place to guess from, or to keep us hashing. */
const ATTEMPTS_PER_ADDRESS = 100
const WINDOW_SECONDS = 300

/** Counts one attempt against the email and one against the caller's address. @returns seconds to wait, or 0 */
export async function countSignIn(sql: Sql, email: string, address: string): Promise<number> {
  const wait = await countAttempt(sql, `address:${address}`, ATTEMPTS_PER_ADDRESS)
  return wait > 0 ? wait : countAttempt(sql, email)
}

/**
 * Counts one attempt for `key` before the password is looked at, so that guesses sent side by side all count.
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

/** Forgets the attempts for `key` after a success. */
export async function clearAttempts(sql: Sql, key: string): Promise<void> {
  await sql`DELETE FROM tenant.sign_in_attempts WHERE key = ${key}`
}
