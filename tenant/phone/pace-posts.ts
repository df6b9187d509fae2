import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Told } from '../http/tell'
import { countAttempt } from '../sign-in/attempts'
import type { Sql } from '../store/database'
import type { PhoneUser } from './sessions'

/** Several times what hands and the page's own script can do in a minute. */
export const POSTS_PER_MINUTE = 240

const SLOW_DOWN: Told = { code: 'slow_down', message: 'That was too much at once. Please wait a minute.' }

/**
 * Counts one post of a customer who is signed in. Each enrolled device counts for itself, and all other browsers of the
 * customer together: whoever has the password alone must not be able to use up what the customer needs for a no.
 * @returns what to answer with 429, or undefined where the post may go on
 */
export async function countPost(sql: Sql, ctx: KoaContextWithOIDC, user: PhoneUser): Promise<Told | undefined> {
  const wait = await countAttempt(sql, `phone:${user.deviceId ?? user.sub}`, POSTS_PER_MINUTE, 60)
  if (wait === 0) return undefined
  ctx.set('Retry-After', String(wait))
  return SLOW_DOWN
}
