import { decodeJwt } from 'jose'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { z } from 'zod'
import { DEVICE_GRANT } from '../agents/command-line'
import { DevicePolling } from '../agents/device-polling'
import { DenialReason, describeDenial } from '../phone/denial-reason'
import type { Sql } from '../store/database'
import type { TenantConfig } from '../tenant-config'
import { CIBA_GRANT } from './agent-api'
import { COLLECT_SECONDS, secondsToAnswer } from './backchannel'
import { slowDownGuesses } from './guessing'

/** Timers may fire a little early; a poll that is early by this much is not too fast. */
const TOLERANCE_MS = 100

const ErrorBody = z.looseObject({ error: z.string() })

type Intervals = Pick<TenantConfig, 'pollIntervalSeconds' | 'deviceIntervalSeconds'>

/**
 * Adds to CIBA's poll mode what oidc-provider leaves out: `interval` in the answer to a request (CIBA Core section 7.3)
 * and `slow_down` for a client that polls faster (section 11). device-polling.ts does the same for devices. Runs around
 * the provider's own routes.
 */
export function pacePolling(sql: Sql, { pollIntervalSeconds: intervalSeconds, deviceIntervalSeconds }: Intervals) {
  const devices = new DevicePolling(sql, deviceIntervalSeconds)
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next()
    if (ctx.oidc?.route === 'backchannel_authentication') answerBackchannelRequest(ctx, intervalSeconds)
    if (ctx.oidc?.route === 'device_authorization') devices.nameInterval(ctx)
    if (ctx.oidc?.route === 'token') await answerAtToken(ctx)
    // A client's secret can be tried at each endpoint that takes it.
    await slowDownGuesses(sql, ctx, errorOf(ctx))
  }

  async function answerAtToken(ctx: KoaContextWithOIDC): Promise<void> {
    if (ctx.oidc.params?.grant_type === DEVICE_GRANT) await devices.answer(ctx, errorOf(ctx))
    if (errorOf(ctx) === 'authorization_pending') await answerPoll(sql, ctx, intervalSeconds)
    else if (errorOf(ctx) === 'invalid_grant') await repeatDenial(sql, ctx)
    else if (ctx.status === 200) nameGrantedScope(ctx)
  }
}

function answerBackchannelRequest(ctx: KoaContextWithOIDC, intervalSeconds: number): void {
  // The provider keeps a request a little longer than it may be answered, and would report that longer time.
  if (ctx.status === 200)
    ctx.body = { ...Object(ctx.body), expires_in: secondsToAnswer(ctx), interval: intervalSeconds }
  const client = ctx.oidc.client
  if (errorOf(ctx) === 'invalid_request' && client && !client.grantTypeAllowed(CIBA_GRANT)) {
    // The right code (RFC 6749 section 5.2); the provider says `invalid_request`.
    ctx.body = { error: 'unauthorized_client', error_description: 'this client may not ask for approvals' }
  }
}

/** The answer names the scope that its token holds (RFC 6749 section 5.1), where the token is one that tells. */
function nameGrantedScope(ctx: KoaContextWithOIDC): void {
  const { access_token: token, scope, ...rest } = Object(ctx.body) as Record<string, unknown>
  const held = typeof token === 'string' && token.includes('.') ? decodeJwt(token).scope : scope
  ctx.body = { ...rest, access_token: token, ...(held !== undefined && { scope: held }) }
}

interface PolledRequest {
  sinceMs: number | null
  over: boolean
  withdrawn: boolean
}

/**
 * Corrects the provider's `authorization_pending` where the tenant's own row says that the request is over; that row
 * also decides about the customer's tap. A poll that comes too soon is not recorded, so it does not delay the next
 * allowed one.
 */
async function answerPoll(sql: Sql, ctx: KoaContextWithOIDC, intervalSeconds: number): Promise<void> {
  const authReqId = String(ctx.oidc.params?.auth_req_id)
  const soonestMs = intervalSeconds * 1000 - TOLERANCE_MS
  const [request] = await sql<PolledRequest[]>`
    WITH before AS (
      SELECT id, (extract(epoch FROM now() - polled_at) * 1000)::float8 AS since_ms,
             decision IS NULL AND expires_at <= now() AS over, decision IS NULL AND outcome IS NOT NULL AS withdrawn
      FROM tenant.approvals WHERE auth_req_id = ${authReqId} FOR UPDATE
    ), polled AS (
      UPDATE tenant.approvals AS approval SET polled_at = now() FROM before
      WHERE approval.id = before.id AND coalesce(since_ms >= ${soonestMs}, true)
    )
    SELECT since_ms AS "sinceMs", over, withdrawn FROM before`
  if (!request) return
  if (request.withdrawn) {
    ctx.body = { error: 'access_denied', error_description: 'the client that made the request has withdrawn it' }
  } else if (request.over) {
    ctx.body = { error: 'expired_token', error_description: 'nobody answered in time' }
  } else if (typeof request.sinceMs === 'number' && request.sinceMs < soonestMs) {
    ctx.set('Retry-After', String(Math.ceil(intervalSeconds)))
    ctx.body = { error: 'slow_down', error_description: `poll every ${intervalSeconds} seconds at most` }
  }
}

/**
 * Repeats a no. The provider reports a denial once and answers `invalid_grant` to every later poll, but that one answer
 * can be lost. The client that made the request hears the no again for as long as an answer could be collected.
 */
async function repeatDenial(sql: Sql, ctx: KoaContextWithOIDC): Promise<void> {
  const { grant_type: grantType, auth_req_id: authReqId } = ctx.oidc.params ?? {}
  const clientId = ctx.oidc.client?.clientId
  // Postgres text cannot hold a NUL, so there is no such request.
  if (grantType !== CIBA_GRANT || !clientId || typeof authReqId !== 'string' || authReqId.includes('\0')) return
  const [denied] = await sql<{ code: string | null; text: string | null }[]>`
    SELECT reason_code AS code, reason_text AS text FROM tenant.approvals
    WHERE auth_req_id = ${authReqId} AND client_id = ${clientId} AND decision = 'denied'
      AND expires_at + make_interval(secs => ${COLLECT_SECONDS}) > now()`
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
