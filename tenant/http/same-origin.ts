import type { KoaContextWithOIDC } from 'oidc-provider'

type Handler = (ctx: KoaContextWithOIDC, param: string) => Promise<void>

/** Wraps a handler so that only this origin's own pages reach it; see `requireSameOrigin`. */
export function fromOwnPages(issuer: string, handle: Handler): Handler {
  return (ctx, param) => {
    requireSameOrigin(ctx, issuer)
    return handle(ctx, param)
  }
}

/**
 * Refuses a request by another site's page: the page could read no answer, but could use up the customer's streams.
 * Browsers send their origin (Fetch Metadata), so a request without one comes from no page and passes.
 * @throws an error of status 403
 */
export function refuseOtherSites(ctx: KoaContextWithOIDC, issuer: string): void {
  const origin = ctx.get('origin')
  const site = ctx.get('sec-fetch-site')
  const foreign = (origin !== '' && origin !== new URL(issuer).origin) || (site !== '' && site !== 'same-origin')
  if (foreign) ctx.throw(403, 'This was sent from another site.', { expose: true })
}

/**
 * Refuses a post from a page of another origin. SameSite cookies are not enough: the app on the next port is the same
 * *site*, and must never be able to approve its own request. Every browser sends `Origin` with a post.
 * @throws an error of status 403
 */
export function requireSameOrigin(ctx: KoaContextWithOIDC, issuer: string): void {
  if (ctx.get('origin') !== new URL(issuer).origin) ctx.throw(403, 'This was sent from another site.', { expose: true })
}
