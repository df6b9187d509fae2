import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Middleware } from './route'

/** For whatever is not one of our pages: nothing may load, run or frame it. */
const NOTHING = "default-src 'none'; script-src 'none'; base-uri 'none'; frame-ancestors 'none'"

/** Sets the headers that every answer carries; a page then allows itself what it needs. */
export function securityHeaders(): Middleware {
  return async (ctx, next) => {
    ctx.set({
      'Content-Security-Policy': NOTHING,
      'X-Content-Type-Options': 'nosniff',
      'X-Frame-Options': 'DENY',
      // Not `no-referrer`: under it browsers send `Origin: null` with our own forms.
      'Referrer-Policy': 'same-origin',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Permissions-Policy': 'camera=(), geolocation=(), microphone=(), payment=()',
    })
    await next()
  }
}

/**
 * The policy of a page of ours.
 * @param formTargets origins that a form's answer redirects on to: Chromium holds `form-action` against redirects too
 */
export function allowPage(ctx: KoaContextWithOIDC, nonce: string, formTargets: string[]): void {
  const policy = [
    "default-src 'none'",
    `script-src 'nonce-${nonce}'`,
    `style-src 'nonce-${nonce}'`,
    "img-src 'self' data:",
    "connect-src 'self'",
    `form-action ${["'self'", ...formTargets].join(' ')}`,
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ]
  ctx.set('Content-Security-Policy', policy.join('; '))
  ctx.set('Cache-Control', 'no-store')
}
