import { randomBytes } from 'node:crypto'
import { type NextRequest, NextResponse } from 'next/server'
import { answerVisitor } from '@/app/_welcome/answer-visitor'
import { answerAuth } from '@/lib/auth0/session/auth-routes'
import { recastCookies } from '@/lib/auth0/session/recast-cookies'
import { isFetchedAhead, isPageOpened, renewSession } from '@/lib/auth0/session/renew-session'
import { databaseAway } from '@/lib/auth0/session/sign-in-failed'
import { contentSecurityPolicy } from '@/lib/platform/http/content-security-policy'
import { homeOf } from '@/lib/platform/http/lead-home'
import { languageOf } from '@/lib/platform/text/language'

const POLICY = 'Content-Security-Policy'

/**
 * Runs before every page and every handler but the agents', which trust no cookie: who asks for a page under another name
 * is led to the bank's own, a session that is used is renewed, and each answer gets a policy of its own.
 */
export async function proxy(request: NextRequest): Promise<Response> {
  const nonce = randomBytes(16).toString('base64')
  const policy = contentSecurityPolicy(nonce, {
    development: process.env.NODE_ENV === 'development',
  })
  const home = homeOf(request)
  if (home) return NextResponse.redirect(home, { headers: { [POLICY]: policy, 'Cache-Control': 'no-store' } })
  await recastCookies(request)
  const answer = await answerHere(request, nonce)
  if (answer) {
    answer.headers.set(POLICY, policy)
    return answer
  }
  const renewed = await renewSession(request)
  // An API says so itself, as a problem; a page cannot have any status but 200.
  const response =
    renewed === 'unavailable' && isPageOpened(request)
      ? databaseAway(pathOf(request), languageOf(request))
      : goOn(request, policy)
  if (renewed !== 'unavailable') for (const cookie of renewed) response.headers.append('Set-Cookie', cookie)
  response.headers.set(POLICY, policy)
  return response
}

/** What is answered before any page or handler is asked: the bank's own address, and the paths of the sign-in. */
async function answerHere(request: NextRequest, nonce: string): Promise<Response | null> {
  if (!request.nextUrl.pathname.startsWith('/auth/')) return answerVisitor(request, nonce)
  // A page that is fetched ahead must not sign anybody out.
  if (isFetchedAhead(request)) return new NextResponse(null, { status: 204 })
  return answerAuth(request)
}

function goOn(request: NextRequest, policy: string): NextResponse {
  // Next reads the nonce for its own scripts from the request's header.
  const headers = new Headers(request.headers)
  headers.set(POLICY, policy)
  return NextResponse.next({ request: { headers } })
}

function pathOf({ nextUrl: { pathname, search } }: NextRequest): string {
  return pathname + search
}

export const config = {
  matcher: ['/((?!_next/static/|favicon\\.ico$|icon\\.svg$|api/agent/|api/mcp$|\\.well-known/).*)'],
}
