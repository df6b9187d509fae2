import { Auth0Client } from '@auth0/nextjs-auth0/server'
import { NextResponse } from 'next/server'
import { env } from '@/lib/platform/env'
import { LOOPBACK } from '@/lib/platform/own-address'
import { IDLE_SECONDS, SESSION_SECONDS } from './lifetimes'
import { sessionStore } from './session-store'
import { signInFailed } from './sign-in-failed'
import { signingInLanguage } from './signing-in-from'

const TENANT_MS_MAX = 5_000

/**
 * Browsers keep a cookie of such a name only if it came over https, for this very host and all its paths (RFC 6265bis
 * section 4.1.3.2), so that no neighbouring subdomain can plant one. On plain http the library's own names stay.
 */
const HOST_PREFIX = '__Host-'
const SESSION_COOKIE = 'session'
const SIGN_IN_COOKIE = 'sign_in_'

let client: Auth0Client | undefined

/** The portal's sign-in: the cookie of `@auth0/nextjs-auth0` names a session in the database. */
export function auth0(): Auth0Client {
  const { AUTH0_DOMAIN, AUTH0_CLIENT_ID, AUTH0_CLIENT_SECRET, AUTH0_SECRET, APP_BASE_URL } = env()
  const secure = APP_BASE_URL.startsWith('https://')
  const cookie = { sameSite: 'lax', secure, path: '/' } as const
  client ??= new Auth0Client({
    domain: AUTH0_DOMAIN,
    clientId: AUTH0_CLIENT_ID,
    clientSecret: AUTH0_CLIENT_SECRET,
    secret: AUTH0_SECRET,
    appBaseUrl: APP_BASE_URL,
    // The library refuses loopback hosts without this flag, even over https; env() allows plain http only for them.
    allowInsecureRequests: LOOPBACK.has(new URL(AUTH0_DOMAIN).hostname),
    authorizationParameters: { scope: 'openid profile email' },
    // No page needs a token, so no page can be made to hand one over.
    enableAccessTokenEndpoint: false,
    httpTimeout: TENANT_MS_MAX,
    signInReturnToPath: '/accounts',
    onCallback: async (error, { returnTo }) =>
      error ? signInFailed(error, signingInLanguage()) : NextResponse.redirect(new URL(returnTo ?? '/', APP_BASE_URL)),
    sessionStore,
    session: {
      rolling: true,
      absoluteDuration: SESSION_SECONDS,
      inactivityDuration: IDLE_SECONDS,
      cookie: { ...cookie, ...(secure && { name: HOST_PREFIX + SESSION_COOKIE }) },
    },
    transactionCookie: { ...cookie, ...(secure && { prefix: HOST_PREFIX + SIGN_IN_COOKIE }) },
  })
  return client
}
