import { type NextRequest, NextResponse } from 'next/server'
import { isSignedIn } from '@/lib/auth0/session/is-signed-in'
import { databaseAway } from '@/lib/auth0/session/sign-in-failed'
import { DatabaseUnavailable } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { noRoute } from '@/lib/platform/http/no-route'
import { problemResponse } from '@/lib/platform/http/problem'
import { languageOf } from '@/lib/platform/text/language'
import { welcomePage } from './welcome-page'

/**
 * Answers the bank's own address: a visitor gets a page without scripts of React's, which would be ten times the page, and a
 * customer is led to their accounts.
 * @param nonce of the answer's policy
 * @returns null for any other address
 */
export async function answerVisitor(request: NextRequest, nonce: string): Promise<Response | null> {
  if (request.nextUrl.pathname !== '/') return null
  if (!['GET', 'HEAD'].includes(request.method))
    return problemResponse(noRoute([{ method: 'GET' }, { method: 'HEAD' }]))
  const language = languageOf(request)
  try {
    if (await isSignedIn(request))
      return NextResponse.redirect(new URL('/accounts', env().APP_BASE_URL), { headers: FRESH })
  } catch (error) {
    if (error instanceof DatabaseUnavailable) return databaseAway('/', language)
    throw error
  }
  return new NextResponse(welcomePage(language, nonce), {
    headers: { 'Content-Type': 'text/html; charset=utf-8', ...FRESH },
  })
}

/** The same address is another page once somebody has signed in or chosen a language. */
const FRESH = { 'Cache-Control': 'no-store', Vary: 'Cookie, Accept-Language' }
