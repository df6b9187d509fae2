import type { KoaContextWithOIDC } from 'oidc-provider'
import { z } from 'zod'
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

function errorOf(ctx: KoaContextWithOIDC): string | undefined {
  return ErrorBody.safeParse(ctx.body).data?.error
}
