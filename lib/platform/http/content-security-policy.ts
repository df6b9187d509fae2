/**
 * The Content-Security-Policy of the app's pages: scripts need this answer's nonce, no page may frame these pages, and
 * they connect to their own origin alone. Styles may be inline, because Mantine sets custom properties that way.
 * @param development allows evaluated code and a web socket, for Next's hot reload
 */
export function contentSecurityPolicy(nonce: string, { development }: { development: boolean }): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self'${development ? ' ws:' : ''}`,
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ')
}
