import type { KoaContextWithOIDC } from 'oidc-provider'

/** Sends a browser on to a page that it gets, whatever it sent to here (RFC 9110 section 15.4.4). */
export function seeOther(ctx: KoaContextWithOIDC, path: string): void {
  ctx.redirect(path)
  ctx.status = 303
}
