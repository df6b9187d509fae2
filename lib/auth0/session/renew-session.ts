import { NextRequest } from 'next/server'
import { DatabaseUnavailable } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { auth0 } from './auth0-client'

/** A page sends this header if its customer used it within the last minute. */
export const PAGE_ACTIVE_HEADER = 'x-page-active'

/**
 * Renews the session if the customer opens a page, writes, or uses a page that reads. Requests that a page makes by
 * itself (events, prefetches, polls) renew nothing, or an open page would keep an absent customer signed in.
 * @returns the cookies to set; `unavailable` where the database cannot be asked.
 */
export async function renewSession(request: NextRequest): Promise<string[] | 'unavailable'> {
  if (!isUsed(request)) return []
  // Passes only the cookie on, because nextjs-auth0 would answer some paths with its own routes.
  const cookie = request.headers.get('cookie') ?? ''
  try {
    const answer = await auth0().middleware(new NextRequest(env().APP_BASE_URL, { headers: { cookie } }))
    return answer.headers.getSetCookie()
  } catch (error) {
    // A cookie that decrypts to something else, such as the one of a sign-in under way, makes the library throw.
    return error instanceof DatabaseUnavailable ? 'unavailable' : []
  }
}

/** Whether this asks for a page that somebody wants to see now: a document, or what Next fetches for a link. */
export function isPageOpened(request: NextRequest): boolean {
  const { method, headers, nextUrl } = request
  if (method !== 'GET' || nextUrl.pathname.startsWith('/api/')) return false
  if (isFetchedAhead(request)) return false
  return headers.has('rsc') || (headers.get('accept')?.includes('text/html') ?? false)
}

/** Whether a page is only fetched ahead, by Next's router or by the browser: nobody has asked for it yet. */
export function isFetchedAhead({ headers }: NextRequest): boolean {
  const byRouter = headers.has('next-router-prefetch') || headers.has('next-router-segment-prefetch')
  return byRouter || /prefetch/.test(headers.get('sec-purpose') ?? '')
}

function isUsed(request: NextRequest): boolean {
  if (request.method !== 'GET' && request.method !== 'HEAD') return true
  return isPageOpened(request) || request.headers.has(PAGE_ACTIVE_HEADER)
}
