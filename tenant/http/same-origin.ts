import type { KoaContextWithOIDC } from 'oidc-provider'

type Handler = (ctx: KoaContextWithOIDC, param: string) => Promise<void>

/** A handler that listens to this origin's own pages alone; see `requireSameOrigin`. */
export function fromOwnPages(issuer: string, handle: Handler): Handler {
  return (ctx, param) => {
    requireSameOrigin(ctx, issuer)
    return handle(ctx, param)
  }
}

/**
 * Refuses a post that a page of another origin sent. SameSite does not do it: the app on the next port is the same
 * *site*, and it must never be able to approve what it asked for. Every browser sends `Origin` with a post.
 * @throws an error of status 403
 */
export function requireSameOrigin(ctx: KoaContextWithOIDC, issuer: string): void {
  if (ctx.get('origin') !== new URL(issuer).origin) ctx.throw(403, 'This was sent from another site.', { expose: true })
}
