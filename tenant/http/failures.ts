import type { KoaContextWithOIDC } from 'oidc-provider'
import { errors } from 'oidc-provider'
import type { Log } from '../log'
import { renderProblem } from '../pages/problem'
import { isOutage } from '../store/outage'
import type { Middleware } from './route'

/** Answers an error that was thrown, or a request that no route took, with a page or a small JSON document. */
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

/** SQLSTATEs for text that Postgres cannot hold, such as U+0000: the request brought it. */
const MISTAKES = new Set(['22021', '22P05'])

/** Only an outage is a 503. Clients try a 503 again, so a bug that looked like an outage would be tried for ever. */
export function statusOf(error: unknown): number {
  if (error instanceof errors.OIDCProviderError) return error.statusCode
  if (error instanceof Error && 'status' in error && typeof error.status === 'number') return error.status
  if (isOutage(error)) return 503
  const { code } = (error ?? {}) as { code?: unknown }
  return MISTAKES.has(String(code)) ? 400 : 500
}
