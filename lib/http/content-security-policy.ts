/**
 * Content-Security-Policy for the app's pages: scripts run only with this answer's nonce, nobody may frame us, and
 * pages speak to our own origin alone. Styles may be inline: Mantine sets custom properties that way.
 * @param development Next's hot reload evaluates code and opens a web socket.
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
