import { env } from '@/lib/platform/env'
import { Problem } from './problem'

/**
 * Refuses a browser's write from another site, which would carry the session cookie. A browser always sends the Origin
 * of a POST, and newer ones Sec-Fetch-Site, neither of which a page can forge. A client that sends neither is no
 * browser, and holds no other person's cookie.
 * @throws Problem `forbidden_origin`
 */
export function requireSameOrigin(request: Request): void {
  requireNoForeignOrigin(request.headers)
  const site = request.headers.get('sec-fetch-site')
  if (site !== null && site !== 'same-origin' && site !== 'none') throw new Problem('forbidden_origin')
}

/**
 * Refuses a request by another origin's script, for reads too. A link from another site sends no Origin and is
 * followed, because only the customer sees the page that it opens.
 * @throws Problem `forbidden_origin`
 */
export function requireNoForeignOrigin(headers: Pick<Headers, 'get'>): void {
  const origin = headers.get('origin')
  if (origin !== null && origin !== env().APP_BASE_URL) throw new Problem('forbidden_origin')
}
