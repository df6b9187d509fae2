import { env } from '@/lib/platform/env'
import { Problem } from '@/lib/platform/http/problem'
import { requireNoForeignOrigin } from '@/lib/platform/http/same-origin'
import { ownAddress } from '@/lib/platform/own-address'

/**
 * Refuses requests that a foreign page makes a browser send: by a foreign Origin or, after DNS rebinding, a foreign
 * Host. The MCP specification asks for both checks. Host may also be the bank's listening address, which a proxy may
 * put there.
 * @throws Problem `forbidden_origin`
 */
export function requireOwnHost(request: Request): void {
  requireNoForeignOrigin(request.headers)
  const own = [env().APP_BASE_URL, ownAddress(env()).origin].map((origin) => new URL(origin).host)
  if (!own.includes(request.headers.get('host')?.toLowerCase() ?? '')) throw new Problem('forbidden_origin')
}
