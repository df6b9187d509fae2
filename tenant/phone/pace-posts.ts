import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Told } from '../http/tell'
import { countAttempt } from '../sign-in/attempts'
import type { Sql } from '../store/database'
import type { PhoneUser } from './sessions'

/** Several times what hands and the page's own script can do in a minute. */
export const POSTS_PER_MINUTE = 240
const WINDOW_SECONDS = 60
/** Sessions cost the password and no more: a customer's, from one address, may not all together post without end. */
export const POSTS_PER_ADDRESS = 5 * POSTS_PER_MINUTE

const SLOW_DOWN: Told = { code: 'slow_down', message: 'That was too much at once. Please wait a minute and try again.' }

/**
 * Counts one post of a customer who is signed in. Each enrolled device counts for itself, and so does each session that
 * has not proven yet which device it is: whoever has the password alone must not be able to use up what the customer
 * needs for a proof or a no.
 * @returns what to answer with 429, or undefined where the post may go on
 */
export async function countPost(sql: Sql, ctx: KoaContextWithOIDC, user: PhoneUser): Promise<Told | undefined> {
  const wait = user.deviceId
    ? await countAttempt(sql, `phone:${user.deviceId}`, POSTS_PER_MINUTE, WINDOW_SECONDS)
    : await countUnproven(sql, user, ctx.req.socket.remoteAddress ?? '')
  if (wait === 0) return undefined
  ctx.set('Retry-After', String(wait))
  return SLOW_DOWN
}

/** What a session is refused is not counted against its address: one alone cannot use that up. */
async function countUnproven(sql: Sql, { session, sub }: PhoneUser, address: string): Promise<number> {
  const wait = await countAttempt(sql, `phone:${session}`, POSTS_PER_MINUTE, WINDOW_SECONDS)
  return wait > 0 ? wait : countAttempt(sql, `phone-address:${address}:${sub}`, POSTS_PER_ADDRESS, WINDOW_SECONDS)
}
