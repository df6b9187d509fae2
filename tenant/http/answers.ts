import type { KoaContextWithOIDC } from 'oidc-provider'

/** An answer to the phone's scripts: a stable code, often with words for the customer. */
export interface Told {
  code: string
  message?: string
  [more: string]: unknown
}

/** Sends an answer to one of the phone's scripts. */
export function tell(ctx: KoaContextWithOIDC, status: number, told: Told): void {
  ctx.status = status
  ctx.set('Cache-Control', 'no-store')
  ctx.body = told
}

/**
 * Redirects a browser to a page that it reads by GET, whatever the method of this request (RFC 9110 section 15.4.4).
 */
export function seeOther(ctx: KoaContextWithOIDC, path: string): void {
  ctx.redirect(path)
  ctx.status = 303
}
