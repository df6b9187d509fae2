import type { KoaContextWithOIDC } from 'oidc-provider'
import { addressOf } from '../http/address'
import { countAttempt } from '../sign-in/attempts'
import type { Sql } from '../store/database'
import { CIBA_GRANT } from './agent-api'

/** Far more mistakes than an honest client makes, and far too few to guess a key of 256 bits. */
export const GUESSES_PER_MINUTE = 30
const WINDOW_SECONDS = 60

/**
 * Slows down a client that guesses secrets: `auth_req_id`s, codes, refresh tokens, client secrets. Wrong ones are
 * counted for each client and address. Polling for a request of the client's own is never counted, however that request
 * ended.
 * @param error the endpoint's error, if there is one
 */
export async function slowDownGuesses(sql: Sql, ctx: KoaContextWithOIDC, error: string | undefined): Promise<void> {
  if (error !== 'invalid_grant' && error !== 'invalid_client') return
  const clientId = ctx.oidc.client?.clientId ?? ''
  if (error === 'invalid_grant' && (await isOwnRequest(sql, ctx, clientId))) return
  const known = error === 'invalid_grant' ? clientId : ''
  const wait = await countAttempt(sql, `guess:${known}:${addressOf(ctx)}`, GUESSES_PER_MINUTE, WINDOW_SECONDS)
  if (wait === 0) return
  ctx.status = 429
  ctx.set('Retry-After', String(wait))
  ctx.body = { error: 'slow_down', error_description: 'too many attempts with codes or credentials that are not yours' }
}

async function isOwnRequest(sql: Sql, ctx: KoaContextWithOIDC, clientId: string): Promise<boolean> {
  const { grant_type: grantType, auth_req_id: authReqId } = ctx.oidc.params ?? {}
  if (grantType !== CIBA_GRANT || typeof authReqId !== 'string' || authReqId.includes('\0')) return false
  const known = await sql`
    SELECT FROM tenant.approvals WHERE auth_req_id = ${authReqId} AND client_id = ${clientId}`
  return known.length > 0
}
