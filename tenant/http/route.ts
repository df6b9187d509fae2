import type { KoaContextWithOIDC } from 'oidc-provider'

export type Middleware = (ctx: KoaContextWithOIDC, next: () => Promise<void>) => Promise<void>

/** A handler for one method and path. `param` is the text that the path's first group matched. */
export function route(
  method: 'GET' | 'POST',
  path: RegExp,
  handle: (ctx: KoaContextWithOIDC, param: string) => Promise<void> | void,
): Middleware {
  return async (ctx, next) => {
    const match = path.exec(ctx.path)
    const wanted = ctx.method === method || (method === 'GET' && ctx.method === 'HEAD')
    if (!match || !wanted) return next()
    ctx.state.route = path.source
    await handle(ctx, match[1] ?? '')
  }
}
