import type { KoaContextWithOIDC } from 'oidc-provider'
import { z } from 'zod'
import { seeOther } from '../http/answers'
import { readForm } from '../http/form'
import { houseFor } from '../pages/house'
import { sendSignInPage } from '../pages/sign-in'
import { type Authentication, authenticate } from '../sign-in/authenticate'
import type { PhoneParts } from './parts'

interface Attempt {
  ticket?: string
  /** The request whose code is to be typed (tenant/codes). */
  code?: string
  email?: string
  failed?: Exclude<Authentication, { outcome: 'welcome' }>
}

/** Sends the sign-in page of the phone. A ticket or a request in the address is carried along in the form. */
export function sendPhoneSignIn(
  ctx: KoaContextWithOIDC,
  { ticket = '', code = '', email, failed }: Attempt = {},
): void {
  const { phoneLead, words } = houseFor(ctx)
  const lead = code === '' ? phoneLead : words.signIn.codeLead
  const hidden = { ...(ticket !== '' && { ticket }), ...(code !== '' && { code }) }
  const heading = words.signIn.phoneHeading
  sendSignInPage(ctx, {
    heading,
    lead,
    action: '/phone/sign-in',
    here: pageOf({ ticket, code }),
    hidden,
    email,
    failed,
  })
}

/** Checks an email and a password, and leads on to the phone page, or to the page that uses the ticket or takes the code. */
export async function signIn({ sql, sessions, browsers }: PhoneParts, ctx: KoaContextWithOIDC): Promise<void> {
  const form = await readForm(ctx)
  const [ticket, code] = [ticketOf(form), codeOf(form)]
  const result = await authenticate({ sql, browsers }, ctx, form)
  if (result.outcome !== 'welcome') {
    return sendPhoneSignIn(ctx, { ticket, code, email: form.get('email') ?? '', failed: result })
  }
  await sessions.start(ctx, result.user)
  browsers.remember(ctx, result.user.email)
  seeOther(ctx, pageOf({ ticket, code }))
}

/** The page behind this sign-in. */
function pageOf({ ticket, code }: { ticket: string; code: string }): string {
  if (code !== '') return `/phone/codes/${encodeURIComponent(code)}`
  return ticket === '' ? '/phone' : `/phone/enrol?ticket=${ticket}`
}

/** Signs this phone out, and makes the customer's open pages check whether they are still signed in. */
export async function signOut({ sessions, changes }: PhoneParts, ctx: KoaContextWithOIDC): Promise<void> {
  const user = await sessions.userOf(ctx)
  await sessions.end(ctx)
  if (user) changes.announce(user.sub)
  seeOther(ctx, '/phone')
}

/** The ticket among these parameters; empty for none, or for anything that is no ticket. */
export function ticketOf(parameters: URLSearchParams): string {
  const ticket = parameters.get('ticket') ?? ''
  return /^[A-Za-z0-9_-]{43}$/.test(ticket) ? ticket : ''
}

function codeOf(parameters: URLSearchParams): string {
  return z.guid().safeParse(parameters.get('code')).data ?? ''
}
