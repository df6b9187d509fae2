import type { KoaContextWithOIDC } from 'oidc-provider'
import { addressOf } from '../http/address'
import type { Told } from '../http/answers'
import { countAttempt } from '../sign-in/attempts'
import type { Sql } from '../store/database'
import type { PhoneUser } from './sessions'

/** Several times the posts that a person and the page's own script make in a minute. */
export const POSTS_PER_MINUTE = 240
const WINDOW_SECONDS = 60
/** A session costs a password only, so the sessions of one customer from one address share this limit. */
export const POSTS_PER_ADDRESS = 5 * POSTS_PER_MINUTE

const SLOW_DOWN: Told = { code: 'slow_down', message: ({ told }) => told.slowDown }

/**
 * Counts one post of a signed-in customer. Each enrolled device has its own count, and so has each session that has not
 * proven its device yet. Somebody with the password alone thus cannot use up the posts that the customer needs for a
 * proof or a no.
 * @returns the answer to send with 429, or undefined where the post may go on
 */
export async function countPost(sql: Sql, ctx: KoaContextWithOIDC, user: PhoneUser): Promise<Told | undefined> {
  const wait = user.deviceId
    ? await countAttempt(sql, `phone:${user.deviceId}`, POSTS_PER_MINUTE, WINDOW_SECONDS)
    : await countUnproven(sql, user, addressOf(ctx))
  if (wait === 0) return undefined
  ctx.set('Retry-After', String(wait))
  return SLOW_DOWN
}

/**
 * Posts that the session's own limit refuses do not count against the address, so one session cannot use up that limit.
 */
async function countUnproven(sql: Sql, { session, sub }: PhoneUser, address: string): Promise<number> {
  const wait = await countAttempt(sql, `phone:${session}`, POSTS_PER_MINUTE, WINDOW_SECONDS)
  return wait > 0 ? wait : countAttempt(sql, `phone-address:${address}:${sub}`, POSTS_PER_ADDRESS, WINDOW_SECONDS)
}
