import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { auth0 } from '@/lib/auth0/auth0-client'
import { contentSecurityPolicy } from '@/lib/http/security-headers'

const POLICY = 'Content-Security-Policy'

/** Runs before every page and handler: the session cookie is kept fresh, and each answer gets a policy of its own. */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const policy = contentSecurityPolicy(randomBytes(16).toString('base64'), {
    development: process.env.NODE_ENV === 'development',
  })
  const session = renewsSession(request) ? await auth0().middleware(request) : null
  if (session && request.nextUrl.pathname.startsWith('/auth/')) {
    session.headers.set(POLICY, policy)
    return session
  }
  // Next reads the nonce for its own scripts from the request's header.
  const headers = new Headers(request.headers)
  headers.set(POLICY, policy)
  const response = NextResponse.next({ request: { headers } })
  for (const cookie of session?.headers.getSetCookie() ?? []) response.headers.append('Set-Cookie', cookie)
  response.headers.set(POLICY, policy)
  return response
}

/**
 * Trap: a read that is still on its way while the customer signs out, such as a prefetch, would bring the session
 * back with its answer, since renewing it sets the cookie again. So only what a person does by hand renews it: opening
 * a page, and writing.
 */
function renewsSession(request: NextRequest): boolean {
  if (request.nextUrl.pathname.startsWith('/auth/') || request.method !== 'GET') return true
  return request.headers.get('accept')?.includes('text/html') ?? false
}

export const config = {
  matcher: ['/((?!_next/static|_next/image|favicon.ico|icon.svg).*)'],
}
