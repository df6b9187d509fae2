import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import { z } from 'zod'
import type { TenantConfig } from '../tenant-config'
import { parseBankDetails } from './bank-detail'
import { type ProtectedApi, protectedApi } from './protected-apis'

/** Auth0's rule: 1 to 64 letters, digits, spaces and these signs. */
const BINDING_MESSAGE = /^[A-Za-z0-9 +\-_.,:#]{1,64}$/
export const EXPIRY_MAX_SECONDS = 300
/** How long an answer can still be collected after its request's time is up. */
export const COLLECT_SECONDS = 60

const LoginHint = z.object({ format: z.literal('iss_sub'), iss: z.string(), sub: z.string().min(1).max(255) })

// The SDK takes every `invalid_request` to mean that the customer has no phone, so each rule below has its own code.

/** @throws errors.InvalidBindingMessage (CIBA Core section 13) */
export function requireBindingMessage(message: string | undefined): void {
  if (message === undefined || message.trim() === '')
    throw new errors.InvalidBindingMessage('a binding_message is required')
  if (!BINDING_MESSAGE.test(message)) {
    throw new errors.InvalidBindingMessage('binding_message takes 1 to 64 letters, digits, spaces and +-_.,:#')
  }
}

/**
 * The subject in Auth0's `login_hint`, a JSON subject identifier (RFC 9493 section 3.2.4). Only the host of its issuer
 * is compared, because the SDK writes https even for a tenant on plain http.
 * @throws errors.UnknownUserId (CIBA Core section 13)
 */
export function subjectOfLoginHint(hint: string | undefined, issuer: string): string {
  const parsed = LoginHint.safeParse(parseJson(hint))
  if (!parsed.success) throw new errors.UnknownUserId('login_hint must be a JSON object of format iss_sub')
  const { iss, sub } = parsed.data
  if (iss !== issuer && iss !== `https://${new URL(issuer).host}/`) {
    throw new errors.UnknownUserId('login_hint names another issuer')
  }
  return sub
}

/**
 * Checks a whole backchannel request: one API, the scope that its approvals give, its details, and an answer within
 * minutes. oidc-provider by itself checks none of this.
 */
export function checkBackchannelRequest(
  ctx: KoaContextWithOIDC,
  config: Pick<TenantConfig, 'clients' | 'agentAudience'>,
): void {
  if (ctx.oidc.route !== 'backchannel_authentication') return
  const { scope, requested_expiry: expiry, authorization_details: details } = ctx.oidc.params ?? {}
  const api = requireOneApi(ctx, protectedApi(config, ctx.oidc.params?.audience))
  requireScopeAlone(scope, api)
  parseBankDetails(details, api.kind)
  if (expiry !== undefined && Number(expiry) > EXPIRY_MAX_SECONDS) {
    // CIBA Core has no error code of its own for a bad `requested_expiry`.
    throw new errors.InvalidRequest(`requested_expiry must be 1 to ${EXPIRY_MAX_SECONDS} seconds`)
  }
}

/** Seconds a request may wait for its answer (CIBA Core section 7.1, `requested_expiry`). */
export function secondsToAnswer(ctx: KoaContextWithOIDC): number {
  return Number(ctx.oidc.params?.requested_expiry ?? EXPIRY_MAX_SECONDS)
}

function requireOneApi(ctx: KoaContextWithOIDC, api: ProtectedApi | undefined): ProtectedApi {
  const wanted = Object.keys(ctx.oidc.resourceServers ?? {})
  if (!api || wanted.length !== 1 || wanted[0] !== api.audience) {
    throw new errors.InvalidTarget('audience must be the API that the approval is for')
  }
  return api
}

function requireScopeAlone(scope: unknown, api: ProtectedApi): void {
  const scopes = typeof scope === 'string' ? scope.split(' ') : []
  const unknown = scopes.find((name) => name !== 'openid' && name !== api.scope)
  if (unknown !== undefined) throw new errors.InvalidScope('the API has no such scope', unknown)
  if (!scopes.includes(api.scope)) throw new errors.InvalidScope('the scope is missing', api.scope)
}

function parseJson(hint: string | undefined): unknown {
  try {
    return JSON.parse(hint ?? '')
  } catch {
    return undefined
  }
}
