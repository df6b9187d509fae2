import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Middleware } from './route'

/** The policy of every answer that is not one of the tenant's pages: nothing may load, run or frame it. */
const NOTHING = "default-src 'none'; script-src 'none'; base-uri 'none'; frame-ancestors 'none'"

const NO_FEATURES = 'camera=(), geolocation=(), microphone=(), payment=()'

/** The headers of every answer. The refusal of bytes that never became a request carries these alone. */
export const BARE_HEADERS = {
  'Content-Security-Policy': NOTHING,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // Not `no-referrer`: under it browsers send `Origin: null` with our own forms.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': NO_FEATURES,
}

/** Sets the headers of every answer. A page then widens its own policy. */
export function securityHeaders(): Middleware {
  return async (ctx, next) => {
    ctx.set(BARE_HEADERS)
    await next()
  }
}

/**
 * Sets the policy of one of the tenant's pages.
 * @param page `formTargets`: origins that the answer to a form redirects to, since Chromium applies `form-action` to redirects too.
 *   `pays`: whether the page may open the browser's payment dialogue
 */
export function allowPage(
  ctx: KoaContextWithOIDC,
  nonce: string,
  { formTargets = [], pays = false }: { formTargets?: string[]; pays?: boolean },
): void {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    "manifest-src 'self'",
    "worker-src 'self'",
    `form-action ${["'self'", ...formTargets.map(asSource)].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  ctx.set('Content-Security-Policy', policy.join('; '))
  if (pays) ctx.set('Permissions-Policy', NO_FEATURES.replace('payment=()', 'payment=(self)'))
  ctx.set('Cache-Control', 'no-store')
}

/** A policy can name no IPv6 address (CSP Level 3 section 2.3.1), so for one it allows the scheme. */
function asSource(origin: string): string {
  const { protocol, hostname } = new URL(origin)
  return hostname.startsWith('[') ? protocol : origin
}
