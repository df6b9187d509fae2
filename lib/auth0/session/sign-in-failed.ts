import type { NextResponse } from 'next/server'
import { plainPage } from '@/lib/platform/http/plain-page'
import { log } from '@/lib/platform/log'

const LOG_IN = { label: 'Log in', href: '/auth/login' }
const HOME = { label: 'Go home', href: '/' }

/** Codes of nextjs-auth0 for a tenant that could not be reached; the customer did nothing wrong. */
const TENANT_AWAY = new Set(['discovery_error', 'authorization_code_grant_request_error'])

/** The page for a sign-in that came back and did not work: 400, or 503 where the tenant could not be asked. */
export function signInFailed(error: Error & { code?: string }): NextResponse {
  log.info({ code: error.code, reason: error.message }, 'a sign-in failed')
  if (TENANT_AWAY.has(error.code ?? '')) return tenantAway()
  if (isRefusal(error.cause)) {
    return plainPage({
      status: 400,
      title: 'You are not signed in',
      text: 'The sign-in was broken off before it was finished.',
      links: [LOG_IN, HOME],
    })
  }
  return plainPage({
    status: 400,
    title: 'This sign-in cannot be used',
    text: 'It was begun too long ago, was finished before, or did not begin in this browser. Nothing has happened to your accounts; log in again.',
    links: [LOG_IN, HOME],
  })
}

/** Whether somebody at the tenant said no (RFC 6749 section 4.1.2.1). */
function isRefusal(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && cause.code === 'access_denied'
}

/** The page for somebody who wants to sign in while the tenant does not answer. */
export function tenantAway(): NextResponse {
  return plainPage({
    status: 503,
    title: 'Nobody can sign in right now',
    text: 'The sign-in service does not answer. Your accounts are as they were; try again in a moment.',
    links: [LOG_IN, HOME],
  })
}

/** The page after a log-out that the tenant did not hear of. */
export function signedOutHereOnly(): NextResponse {
  return plainPage({
    status: 503,
    title: 'You are signed out of the bank',
    text: 'The sign-in service does not answer, so it may still know you: whoever logs in from this browser next might not be asked for the password. Log out again in a moment.',
    links: [{ label: 'Log out again', href: '/auth/logout' }, HOME],
  })
}

/** The page for a customer whose session cannot be looked up. Nobody is signed out by that. */
export function databaseAway(again: string): NextResponse {
  return plainPage({
    status: 503,
    title: 'The bank cannot be reached',
    text: 'It cannot look up who you are right now. Your money is where it was, and you have not been signed out; try again in a moment.',
    links: [{ label: 'Try again', href: again }],
  })
}
