import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { auth0 } from '@/lib/auth0/auth0-client'
import { contentSecurityPolicy } from '@/lib/http/content-security-policy'

const POLICY = 'Content-Security-Policy'

/**
 * Runs before every page and every handler but the agent's, which trusts no cookie: the session cookie is kept fresh, and
 * each answer gets a policy of its own.
 */
export async function proxy(request: NextRequest): Promise<NextResponse> {
  const policy = contentSecurityPolicy(randomBytes(16).toString('base64'), {
    development: process.env.NODE_ENV === 'development',
  })
  if (isAuth(request)) {
    // A page that is fetched ahead must not sign anybody out.
    if (request.headers.has('next-router-prefetch')) return new NextResponse(null, { status: 204 })
    const answer = await auth0().middleware(request)
    answer.headers.set(POLICY, policy)
    return answer
  }
  const session = renewsSession(request) ? await renewed(request) : null
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
  if (request.method !== 'GET') return true
  return request.headers.get('accept')?.includes('text/html') ?? false
}

/** A cookie that decrypts to something else, such as the one of a sign-in under way, makes nextjs-auth0 throw. */
async function renewed(request: NextRequest): Promise<NextResponse | null> {
  return auth0()
    .middleware(request)
    .catch(() => null)
}

/** The paths that nextjs-auth0 answers. */
function isAuth(request: NextRequest): boolean {
  return request.nextUrl.pathname.startsWith('/auth/')
}

export const config = {
  matcher: ['/((?!_next/static/|favicon\\.ico$|icon\\.svg$|api/agent/).*)'],
}
