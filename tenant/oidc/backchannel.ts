import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import { z } from 'zod'
import { TRANSFER_SCOPE } from './agent-api'
import { parsePaymentInitiation } from './payment-initiation'

/** Auth0's rule: 1 to 64 letters, digits, spaces and these signs. */
const BINDING_MESSAGE = /^[A-Za-z0-9 +\-_.,:#]{1,64}$/
export const EXPIRY_MAX_SECONDS = 300
const ALLOWED_SCOPES = new Set(['openid', TRANSFER_SCOPE])

const LoginHint = z.object({ format: z.literal('iss_sub'), iss: z.string(), sub: z.string().min(1).max(255) })

// The SDK reads every `invalid_request` as "this customer has no phone", so each rule below has a code of its own.

/** @throws errors.InvalidBindingMessage (CIBA Core section 13) */
export function requireBindingMessage(message: string | undefined): void {
  if (message === undefined || message.trim() === '')
    throw new errors.InvalidBindingMessage('a binding_message is required')
  if (!BINDING_MESSAGE.test(message)) {
    throw new errors.InvalidBindingMessage('binding_message takes 1 to 64 letters, digits, spaces and +-_.,:#')
  }
}

/**
 * The subject in Auth0's `login_hint`, a JSON subject identifier (RFC 9493 section 3.2.4).
 * The SDK always writes an https issuer, also for a tenant on plain http, so the host alone is compared.
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
 * What must hold for a backchannel request as a whole: one API, its one scope, one transfer, an answer within minutes.
 * oidc-provider by itself lets all of this pass.
 */
export function checkBackchannelRequest(ctx: KoaContextWithOIDC, agentAudience: string): void {
  if (ctx.oidc.route !== 'backchannel_authentication') return
  const { scope, requested_expiry: expiry, authorization_details: details } = ctx.oidc.params ?? {}
  requireAgentApiAlone(ctx, agentAudience)
  requireTransferScopeAlone(scope)
  parsePaymentInitiation(details)
  if (expiry !== undefined && Number(expiry) > EXPIRY_MAX_SECONDS) {
    // CIBA Core has no other code for this one.
    throw new errors.InvalidRequest(`requested_expiry must be 1 to ${EXPIRY_MAX_SECONDS} seconds`)
  }
}

/** Seconds a request may wait for its answer (CIBA Core section 7.1, `requested_expiry`). */
export function secondsToAnswer(ctx: KoaContextWithOIDC): number {
  const requested = Number(ctx.oidc.params?.requested_expiry ?? EXPIRY_MAX_SECONDS)
  return Math.min(requested, EXPIRY_MAX_SECONDS)
}

function requireAgentApiAlone(ctx: KoaContextWithOIDC, agentAudience: string): void {
  const wanted = Object.keys(ctx.oidc.resourceServers ?? {})
  if (ctx.oidc.params?.audience !== agentAudience || wanted.length !== 1 || wanted[0] !== agentAudience) {
    throw new errors.InvalidTarget('audience must be the API that the approval is for')
  }
}

function requireTransferScopeAlone(scope: unknown): void {
  const scopes = typeof scope === 'string' ? scope.split(' ') : []
  const unknown = scopes.find((name) => !ALLOWED_SCOPES.has(name))
  if (unknown !== undefined) throw new errors.InvalidScope('the API has no such scope', unknown)
  if (!scopes.includes(TRANSFER_SCOPE)) throw new errors.InvalidScope('nothing is asked for', TRANSFER_SCOPE)
}

function parseJson(hint: string | undefined): unknown {
  try {
    return JSON.parse(hint ?? '')
  } catch {
    return undefined
  }
}
