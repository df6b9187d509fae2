import type { KoaContextWithOIDC } from 'oidc-provider'
import { z } from 'zod'
import { DenialReason, describeDenial } from '../phone/denial-reason'
import type { Sql } from '../store/database'
import { CIBA_GRANT } from './agent-api'

/** Timers fire a little early now and then; that much haste is forgiven. */
const TOLERANCE_MS = 100

const ErrorBody = z.looseObject({ error: z.string() })

/**
 * What oidc-provider leaves out of CIBA's poll mode: `interval` in the answer to a request (CIBA Core section 7.3)
 * and `slow_down` for who polls faster than that (section 11). Runs around the provider's own routes.
 */
export function pacePolling(sql: Sql, intervalSeconds: number) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next()
    if (ctx.oidc?.route === 'backchannel_authentication') answerBackchannelRequest(ctx, intervalSeconds)
    if (ctx.oidc?.route === 'token' && errorOf(ctx) === 'authorization_pending') {
      await slowDownHastyPoll(sql, ctx, intervalSeconds)
    }
    if (ctx.oidc?.route === 'token' && errorOf(ctx) === 'invalid_grant') await repeatDenial(sql, ctx)
  }
}

function answerBackchannelRequest(ctx: KoaContextWithOIDC, intervalSeconds: number): void {
  if (ctx.status === 200) ctx.body = { ...Object(ctx.body), interval: intervalSeconds }
  const client = ctx.oidc.client
  if (errorOf(ctx) === 'invalid_request' && client && !client.grantTypeAllowed(CIBA_GRANT)) {
    // RFC 6749 section 5.2 has a code for this; the provider says `invalid_request`.
    ctx.body = { error: 'unauthorized_client', error_description: 'this client may not ask for approvals' }
  }
}

/** A poll that comes too soon pushes the next allowed one no further: the client is told to wait one whole interval. */
async function slowDownHastyPoll(sql: Sql, ctx: KoaContextWithOIDC, intervalSeconds: number): Promise<void> {
  const authReqId = String(ctx.oidc.params?.auth_req_id)
  const [poll] = await sql<{ sinceMs: number | null }[]>`
    UPDATE tenant.approvals AS now_polled SET polled_at = now()
    FROM (SELECT id, polled_at FROM tenant.approvals WHERE auth_req_id = ${authReqId} FOR UPDATE) AS before
    WHERE now_polled.id = before.id
    RETURNING (extract(epoch FROM now() - before.polled_at) * 1000)::float8 AS "sinceMs"`
  if (typeof poll?.sinceMs !== 'number' || poll.sinceMs >= intervalSeconds * 1000 - TOLERANCE_MS) return
  ctx.set('Retry-After', String(Math.ceil(intervalSeconds)))
  ctx.body = { error: 'slow_down', error_description: `poll every ${intervalSeconds} seconds at most` }
}

/**
 * The provider spends a denied request by saying so, and has `invalid_grant` for every later poll. An answer can be lost
 * on its way, so the no is said again to the client whose request it was, until the request would have expired.
 */
async function repeatDenial(sql: Sql, ctx: KoaContextWithOIDC): Promise<void> {
  const { grant_type: grantType, auth_req_id: authReqId } = ctx.oidc.params ?? {}
  const clientId = ctx.oidc.client?.clientId
  // Postgres has no text with a NUL in it, and therefore no such request.
  if (grantType !== CIBA_GRANT || !clientId || typeof authReqId !== 'string' || authReqId.includes('\0')) return
  const [denied] = await sql<{ code: string | null; text: string | null }[]>`
    SELECT reason_code AS code, reason_text AS text FROM tenant.approvals
    WHERE auth_req_id = ${authReqId} AND client_id = ${clientId} AND decision = 'denied' AND expires_at > now()`
  if (!denied) return
  ctx.status = 400
  ctx.body = { error: 'access_denied', error_description: describeDenial(reasonFrom(denied)) }
}

function reasonFrom({ code, text }: { code: string | null; text: string | null }): DenialReason | undefined {
  return DenialReason.safeParse(text === null ? { code } : { code, text }).data
}

function errorOf(ctx: KoaContextWithOIDC): string | undefined {
  return ErrorBody.safeParse(ctx.body).data?.error
}
