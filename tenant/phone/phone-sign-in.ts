import type { KoaContextWithOIDC } from 'oidc-provider'
import { readForm } from '../http/form'
import { seeOther } from '../http/see-other'
import { sendSignInPage } from '../pages/sign-in'
import { type Authentication, authenticate } from '../sign-in/authenticate'
import type { PhoneParts } from './parts'

interface Attempt {
  ticket: string
  email?: string
  failed?: Exclude<Authentication, { outcome: 'welcome' }>
}

/** Asks who is at this phone; a ticket that brought them here is carried along. */
export function sendPhoneSignIn(ctx: KoaContextWithOIDC, { ticket, email, failed }: Attempt = { ticket: '' }): void {
  const lead = 'Sign in on this phone to approve or deny what Aiya asks for.'
  const hidden: Record<string, string> = ticket === '' ? {} : { ticket }
  sendSignInPage(ctx, { heading: 'Your approvals', lead, action: '/phone/sign-in', hidden, email, failed })
}

/** Takes an email and a password, and leads on to the phone or to where the ticket is used. */
export async function signIn({ sql, sessions }: PhoneParts, ctx: KoaContextWithOIDC): Promise<void> {
  const form = await readForm(ctx)
  const ticket = ticketOf(form)
  const result = await authenticate(sql, form, ctx.req.socket.remoteAddress ?? '')
  if (result.outcome !== 'welcome') {
    return sendPhoneSignIn(ctx, { ticket, email: form.get('email') ?? '', failed: result })
  }
  await sessions.start(ctx, result.user)
  seeOther(ctx, ticket === '' ? '/phone' : `/phone/enrol?ticket=${ticket}`)
}

/** Signs this phone out, and has the customer's open pages look whether they still are signed in. */
export async function signOut({ sessions, changes }: PhoneParts, ctx: KoaContextWithOIDC): Promise<void> {
  const user = await sessions.userOf(ctx)
  await sessions.end(ctx)
  if (user) changes.announce(user.sub)
  seeOther(ctx, '/phone')
}

/** The ticket among these parameters; empty where there is none, or something else. */
export function ticketOf(parameters: URLSearchParams): string {
  const ticket = parameters.get('ticket') ?? ''
  return /^[A-Za-z0-9_-]{43}$/.test(ticket) ? ticket : ''
}
