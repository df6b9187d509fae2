import type { KoaContextWithOIDC } from 'oidc-provider'
import { errors } from 'oidc-provider'
import type { Log } from '../log'
import { renderProblem } from '../pages/problem'
import type { Middleware } from './route'

/** Turns whatever was thrown, and whatever nobody answered, into a tidy page or a small JSON document. */
export function failures(log: Log, homeUrl: string): Middleware {
  return async (ctx, next) => {
    try {
      await next()
    } catch (error) {
      const status = statusOf(error)
      if (status >= 500) log.error({ err: error, route: ctx.state.route ?? 'provider' }, 'a request failed')
      answer(ctx, status, homeUrl)
      return
    }
    if (ctx.status === 404 && ctx.body === undefined) answer(ctx, 404, homeUrl)
  }
}

function answer(ctx: KoaContextWithOIDC, status: number, homeUrl: string): void {
  if (ctx.accepts('json', 'html') === 'html') {
    renderProblem(ctx, status, homeUrl)
    return
  }
  ctx.status = status
  ctx.body = { error: CODES[status] ?? (status >= 500 ? 'server_error' : 'invalid_request') }
}

const CODES: Record<number, string> = { 403: 'forbidden_origin', 404: 'not_found', 429: 'too_many_requests' }

function statusOf(error: unknown): number {
  if (error instanceof errors.OIDCProviderError) return error.statusCode
  if (error instanceof Error && 'status' in error && typeof error.status === 'number') return error.status
  // postgres.js says in `code` that the server is away; whatever it is, trying again later is the advice.
  return error instanceof Error && 'code' in error ? 503 : 500
}
