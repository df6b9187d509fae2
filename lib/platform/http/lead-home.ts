import { env } from '@/lib/platform/env'
import { ownAddress } from '@/lib/platform/own-address'

/**
 * The address under the bank's own name for a page that the browser asked for under another name, with the same path
 * and query. Cookies belong to one name, so a customer who signed in under another name would return without a session.
 * Null for the bank's own name, for handlers, which refuse foreign origins, and for any request that is not a mere
 * read.
 *
 * A proxy that ends TLS may put the app's internal address into Host. Such a request, with https in X-Forwarded-Proto,
 * is right as it is.
 */
export function homeOf(request: Request): URL | null {
  const asked = new URL(request.url)
  if (asked.pathname.startsWith('/api/') || (request.method !== 'GET' && request.method !== 'HEAD')) return null
  const home = new URL(env().APP_BASE_URL)
  const names = ['host', 'x-forwarded-host'].map((name) => hostOf(request.headers.get(name), home.protocol))
  if (names.includes(home.host)) return null
  const behindTls = home.protocol === 'https:' && request.headers.get('x-forwarded-proto') === 'https'
  if (behindTls && names.includes(new URL(ownAddress(env()).origin).host)) return null
  // Set one by one, because parsing a path such as //elsewhere.example would change the host.
  home.pathname = asked.pathname
  home.search = asked.search
  return home
}

/** A host as URLs write it: in lower case, without the protocol's default port. Null for anything that is no host. */
function hostOf(header: string | null, protocol: string): string | null {
  const address = `${protocol}//${header?.split(',')[0]?.trim()}`
  return header && URL.canParse(address) ? new URL(address).host : null
}
