import type { NextResponse } from 'next/server'
import { plainPage } from '@/lib/platform/http/plain-page'
import { log } from '@/lib/platform/log'
import type { Language } from '@/lib/platform/text/language'
import { SIGN_IN_WORDS } from './sign-in-words'

/** Codes of nextjs-auth0 for a tenant that could not be reached; the customer did nothing wrong. */
const TENANT_AWAY = new Set(['discovery_error', 'authorization_code_grant_request_error'])

/** The ways on from a sign-in: to another one, and home. */
const waysOn = (language: Language) => [
  { label: SIGN_IN_WORDS[language].logIn, href: '/auth/login' },
  { label: SIGN_IN_WORDS[language].home, href: '/' },
]

/** The page for a sign-in that came back and did not work: 400, or 503 where the tenant could not be asked. */
export function signInFailed(error: Error & { code?: string }, language: Language): NextResponse {
  log.info({ code: error.code, reason: error.message }, 'a sign-in failed')
  if (TENANT_AWAY.has(error.code ?? '')) return tenantAway(language)
  const { brokenOff, unusable } = SIGN_IN_WORDS[language]
  return plainPage({
    status: 400,
    language,
    ...(isRefusal(error.cause) ? brokenOff : unusable),
    links: waysOn(language),
  })
}

/** Whether somebody at the tenant said no (RFC 6749 section 4.1.2.1). */
function isRefusal(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'access_denied'
}

/** The page for somebody who wants to sign in while the tenant does not answer. */
export function tenantAway(language: Language): NextResponse {
  return plainPage({ status: 503, language, ...SIGN_IN_WORDS[language].tenantAway, links: waysOn(language) })
}

/** The page after a log-out that the tenant did not hear of. */
export function signedOutHereOnly(language: Language): NextResponse {
  const { signedOutHere, logOutAgain, home } = SIGN_IN_WORDS[language]
  return plainPage({
    status: 503,
    language,
    ...signedOutHere,
    links: [
      { label: logOutAgain, href: '/auth/logout' },
      { label: home, href: '/' },
    ],
  })
}

/** The page for a customer whose session cannot be looked up. Nobody is signed out by that. */
export function databaseAway(again: string, language: Language): NextResponse {
  const { databaseAway: said, tryAgain } = SIGN_IN_WORDS[language]
  return plainPage({ status: 503, language, ...said, links: [{ label: tryAgain, href: again }] })
}

/** The page for a customer of another shard, whose app nobody has told this one of. */
export function banksElsewhere(language: Language): NextResponse {
  const { elsewhere, home } = SIGN_IN_WORDS[language]
  return plainPage({ status: 421, language, ...elsewhere, links: [{ label: home, href: '/' }] })
}
