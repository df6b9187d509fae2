import type { KoaContextWithOIDC } from 'oidc-provider'
import { houseFor } from '../pages/house'
import type { Words } from '../words/words'

/** An answer to the phone's scripts: a stable code, often with words for the customer. */
export interface Told {
  code: string
  message?: (words: Words) => string
  [more: string]: unknown
}

/** Sends an answer to one of the phone's scripts. */
export function tell(ctx: KoaContextWithOIDC, status: number, told: Told): void {
  ctx.status = status
  ctx.set('Cache-Control', 'no-store')
  const { message, ...rest } = told
  ctx.body = message ? { ...rest, message: message(houseFor(ctx).words) } : rest
}

/**
 * Redirects a browser to a page that it reads by GET, whatever the method of this request (RFC 9110 section 15.4.4).
 */
export function seeOther(ctx: KoaContextWithOIDC, path: string): void {
  ctx.redirect(path)
  ctx.status = 303
}
