import type { Provider } from 'oidc-provider'

/**
 * Makes the provider take every request as sent to the issuer's own origin. The provider builds each address that it
 * publishes, its discovery document first of all, from the request's headers, and anybody can send a false Host,
 * X-Forwarded-Host or X-Forwarded-Proto.
 */
export function answerAsIssuer(provider: Pick<Provider, 'request'>, issuer: string): void {
  const { origin, protocol, host, hostname } = new URL(issuer)
  const own = { origin, host, hostname, protocol: protocol.slice(0, -1), secure: protocol === 'https:' }
  for (const [name, value] of Object.entries(own)) {
    Object.defineProperty(provider.request, name, { get: () => value })
  }
  Object.defineProperty(provider.request, 'href', {
    get(this: { url: string }) {
      return new URL(this.url, issuer).href
    },
  })
}
