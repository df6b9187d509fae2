import type { Log } from '../log'
import type { Middleware } from './route'

/** Logs one line a request, with the route's name and never the address: paths and queries here carry secrets. */
export function requestLog(log: Log): Middleware {
  return async (ctx, next) => {
    const startedAt = performance.now()
    try {
      await next()
    } finally {
      const route = ctx.state.route ?? ctx.oidc?.route ?? 'none'
      const durationMs = Math.round(performance.now() - startedAt)
      log.info({ method: ctx.method, route, status: ctx.status, durationMs }, 'request')
    }
  }
}
