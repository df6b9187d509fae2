import { NextRequest, NextResponse } from 'next/server'
import { BanksElsewhere } from '@/lib/ledger/home-shard'
import { DatabaseUnavailable } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { ownPath } from '@/lib/platform/http/own-path'
import { Problem, problemResponse } from '@/lib/platform/http/problem'
import { log } from '@/lib/platform/log'
import { languageOf } from '@/lib/platform/text/language'
import { auth0 } from './auth0-client'
import { banksElsewhere, databaseAway, signedOutHereOnly, signInFailed, tenantAway } from './sign-in-failed'
import { signingInFrom } from './signing-in-from'

type Handler = (request: NextRequest) => Promise<Response>

/** All that the app takes under `/auth/`. nextjs-auth0 has more, such as routes that hand tokens to the browser. */
const ROUTES: Record<string, Handler> = {
  'GET /auth/login': logIn,
  'GET /auth/callback': callback,
  'GET /auth/logout': logOut,
  'GET /auth/profile': (request) => byLibrary(request),
  'POST /auth/backchannel-logout': takeLogout,
}

/** Answers a request under `/auth/`; null for an unknown route. A failure becomes a page with a way back. */
export async function answerAuth(request: NextRequest): Promise<Response | null> {
  const { pathname } = request.nextUrl
  const route = ROUTES[`${request.method} ${pathname.replace(/\/$/, '')}`]
  if (!route) return null
  try {
    return await route(request)
  } catch (error) {
    if (!(error instanceof DatabaseUnavailable)) throw error
    log.error({ err: error }, 'the database is unavailable')
    const isPage = request.headers.get('accept')?.includes('text/html')
    return isPage ? databaseAway(pathname, languageOf(request)) : problemResponse(new Problem('unavailable'))
  }
}

/**
 * Passes only two things of the query on to the tenant: the way back, and the demand for a fresh password. With them goes the
 * language of the portal, so that the sign-in speaks it as well.
 */
async function logIn(request: NextRequest): Promise<Response> {
  const { searchParams } = request.nextUrl
  const query = new URLSearchParams({ ui_locales: languageOf(request) })
  const returnTo = ownPath(searchParams.get('returnTo'), env().APP_BASE_URL)
  if (returnTo && !returnTo.startsWith('/auth/')) query.set('returnTo', returnTo)
  if (searchParams.get('prompt') === 'login') query.set('prompt', 'login')
  if (/^\d{1,6}$/.test(searchParams.get('max_age') ?? '')) query.set('max_age', searchParams.get('max_age') ?? '')
  const answer = await byLibrary(request, query)
  return answer.status >= 500 ? tenantAway(languageOf(request)) : answer
}

/** Drops the query: with another target the tenant would refuse the logout and keep the customer signed in. */
async function logOut(request: NextRequest): Promise<Response> {
  const answer = await byLibrary(request, new URLSearchParams())
  return answer.status >= 500 ? signedOutHereOnly(languageOf(request)) : answer
}

/** OpenID Connect Back-Channel Logout 1.0, section 2.8: a token that cannot be verified is a 400, and nothing ends. */
async function takeLogout(request: NextRequest): Promise<Response> {
  try {
    return await byLibrary(request)
  } catch (error) {
    if (error instanceof DatabaseUnavailable) throw error
    log.warn({ err: error }, 'a logout token was refused')
    return problemResponse(
      new Problem('invalid_request', { errors: [{ member: 'logout_token', message: 'is not valid' }] }),
    )
  }
}

function byLibrary(request: NextRequest, query = request.nextUrl.searchParams): Promise<NextResponse> {
  const url = new URL(request.nextUrl.pathname, env().APP_BASE_URL)
  url.search = query.toString()
  return signingInFrom(request, () => auth0().middleware(new NextRequest(url, request)))
}

/** Ends a sign-in. A customer who banks on another shard is led to its app, where the tenant knows them as well. */
async function callback(request: NextRequest): Promise<Response> {
  const language = languageOf(request)
  try {
    return await byLibrary(request).catch(orPage((error) => signInFailed(error, language)))
  } catch (error) {
    if (!(error instanceof BanksElsewhere)) throw error
    const { address } = error
    // An address that is wrong must not lead round and round.
    if (!address || new URL(address).origin === env().APP_BASE_URL) return banksElsewhere(language)
    return NextResponse.redirect(new URL('/auth/login', address), 303)
  }
}

/** A cookie that decrypts to something else than a sign-in makes the library throw. */
function orPage(page: (error: Error) => Response) {
  return (error: unknown): Response => {
    if (error instanceof DatabaseUnavailable || error instanceof BanksElsewhere || !(error instanceof Error))
      throw error
    return page(error)
  }
}
