import { env } from '@/lib/env'
import { Problem } from './problem'

/**
 * Refuses a browser's request from another site. The session cookie would ride on it: a browser always states the
 * Origin of a POST, and in newer ones Sec-Fetch-Site, which a page cannot forge. A client that states neither is not
 * a browser and holds no one else's cookie.
 * @throws Problem `forbidden_origin`
 */
export function requireSameOrigin(request: Request): void {
  const origin = request.headers.get('origin')
  const site = request.headers.get('sec-fetch-site')
  if (origin !== null && origin !== env().APP_BASE_URL) throw new Problem('forbidden_origin')
  if (site !== null && site !== 'same-origin' && site !== 'none') throw new Problem('forbidden_origin')
}
