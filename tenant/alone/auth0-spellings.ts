import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import { giveForm, takeBody } from '../http/replace-body'
import type { Middleware } from '../http/route'
import { CIBA_GRANT } from '../oidc/agent-api'
import { grantedScope } from '../oidc/granted-scope'
import type { Alone } from '../tenant-config'
import { resourceOf } from './audiences'
import { clientScope } from './requests'

const ENDPOINTS = new Set(['/oauth/token', '/bc-authorize', '/oauth/device/code', '/oauth/revoke'])

/**
 * What Auth0 takes and answers in other words than the standards' own: JSON bodies, `audience`, `request_expiry`, a refused
 * audience or scope as 403, a request that nobody answered as `access_denied`.
 */
export function auth0Spellings(alone: Alone): Middleware {
  return async (ctx, next) => {
    if (ctx.method !== 'POST' || !ENDPOINTS.has(ctx.path)) return next()
    const form = asForm(ctx, await takeBody(ctx))
    if (!form) return
    try {
      if (ctx.path === '/bc-authorize') respellRequest(form)
      if (ctx.path === '/oauth/token' && form.get('grant_type') === 'client_credentials') respellOwn(alone, form)
    } catch (error) {
      return answerRefusal(ctx, error)
    }
    giveForm(ctx, form)
    await next()
    if (ctx.path === '/oauth/token') respellAnswer(ctx)
  }
}

/** The body as a form, whatever it was; undefined where it was neither form nor JSON object, and the answer is written. */
function asForm(ctx: KoaContextWithOIDC, body: string): URLSearchParams | undefined {
  if (body === '' || ctx.is('application/x-www-form-urlencoded')) return new URLSearchParams(body)
  const members = ctx.is('application/json') && objectIn(body)
  if (!members) {
    ctx.status = 400
    ctx.body = { error: 'invalid_request', error_description: 'the body must be a form or a JSON object' }
    return undefined
  }
  const texts = Object.entries(members).filter(([, value]) => value !== undefined && value !== null)
  return new URLSearchParams(texts.map(([name, value]) => [name, asText(value)]))
}

function respellRequest(form: URLSearchParams): void {
  const expiry = form.get('request_expiry')
  if (expiry !== null && !form.has('requested_expiry')) form.set('requested_expiry', expiry)
  for (const name of ['audience', 'authorization_details', 'request_expiry', 'requested_expiry'])
    if (form.get(name)?.trim() === '') form.delete(name)
  form.delete('request_expiry')
  // At Auth0 details may stand for it; the provider insists.
  const words = (form.get('scope') ?? '').split(' ').filter(Boolean)
  if (!words.includes('openid')) form.set('scope', ['openid', ...words].join(' '))
}

/** A client's own token: the provider takes `resource` there, and has no scopes for who asks for none. */
function respellOwn(alone: Alone, form: URLSearchParams): void {
  const audience = form.get('audience') ?? undefined
  form.set('scope', clientScope(alone, audience, form.get('scope') ?? undefined))
  form.set('resource', resourceOf(audience ?? ''))
}

function respellAnswer(ctx: KoaContextWithOIDC): void {
  const body = Object(ctx.body) as Record<string, unknown>
  if (ctx.status === 200) {
    const scope = grantedScope(ctx, body.scope)
    ctx.body = { ...body, ...(scope !== '' && { scope }) }
  } else if (body.error === 'expired_token' && ctx.oidc?.params?.grant_type === CIBA_GRANT) {
    ctx.body = { error: 'access_denied', error_description: DENIED_OR_LATE }
  }
}

const DENIED_OR_LATE = 'The end-user denied the authorization request or it has been expired'

function answerRefusal(ctx: KoaContextWithOIDC, error: unknown): void {
  if (!(error instanceof errors.AccessDenied)) throw error
  ctx.status = 403
  ctx.set('Cache-Control', 'no-store')
  ctx.body = { error: 'access_denied', error_description: error.error_description }
}

function objectIn(body: string): Record<string, unknown> | undefined {
  try {
    const parsed: unknown = JSON.parse(body)
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? { ...parsed } : undefined
  } catch {
    return undefined
  }
}

/** A detail or a hint may stand in a JSON body as itself; in a form it is text. */
function asText(value: unknown): string {
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}
