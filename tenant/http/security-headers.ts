import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Middleware } from './route'

/** The policy of every answer that is not one of the tenant's pages: nothing may load, run or frame it. */
const NOTHING = "default-src 'none'; script-src 'none'; base-uri 'none'; frame-ancestors 'none'"

/** What a page may ask of the browser (W3C, Permissions Policy). */
export type Feature = 'camera' | 'payment'

const allowing = (features: Feature[]) =>
  (['camera', 'geolocation', 'microphone', 'payment'] as const)
    .map((name) => `${name}=${(features as string[]).includes(name) ? '(self)' : '()'}`)
    .join(', ')

/** The headers of every answer. The refusal of bytes that never became a request carries these alone. */
export const BARE_HEADERS = {
  'Content-Security-Policy': NOTHING,
  'X-Content-Type-Options': 'nosniff',
  'X-Frame-Options': 'DENY',
  // Not `no-referrer`: under it browsers send `Origin: null` with our own forms.
  'Referrer-Policy': 'same-origin',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Permissions-Policy': allowing([]),
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
 *   `features`: what the page may use: `payment` is the browser's payment dialogue
 */
export function allowPage(
  ctx: KoaContextWithOIDC,
  nonce: string,
  { formTargets = [], features = [] }: { formTargets?: string[]; features?: Feature[] },
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
  ctx.set('Permissions-Policy', allowing(features))
  ctx.set('Cache-Control', 'no-store')
}

/** A policy can name no IPv6 address (CSP Level 3 section 2.3.1), so for one it allows the scheme. */
function asSource(origin: string): string {
  const { protocol, hostname } = new URL(origin)
  return hostname.startsWith('[') ? protocol : origin
}
