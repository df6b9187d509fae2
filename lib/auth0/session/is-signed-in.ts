import type { NextRequest } from 'next/server'
import { auth0 } from './auth0-client'

/**
 * Whether a request that has not reached a page yet has a session. Without a cookie nothing is asked.
 * @throws DatabaseUnavailable if the database is away
 */
export async function isSignedIn(request: NextRequest): Promise<boolean> {
  if (!request.headers.has('cookie')) return false
  const session = await auth0().getSession(request)
  // Another of our encrypted cookies may be sent under the session's name; only a session has a user.
  return Boolean(session?.user?.sub) && typeof session?.rowId === 'string'
}
