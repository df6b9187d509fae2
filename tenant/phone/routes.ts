import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import { guessDeviceName } from '../devices/device-name'
import { touchDevice } from '../devices/devices'
import { firstDevicePage, otherDevicePage, ticketPage } from '../devices/enrol-page'
import { deviceRoutes, SIGNED_OUT } from '../devices/routes'
import { readForm } from '../http/form'
import { type Middleware, route } from '../http/route'
import { fromOwnPages } from '../http/same-origin'
import { type Told, tell } from '../http/tell'
import type { Log } from '../log'
import { sendPage } from '../pages/layout'
import { sendSignInPage } from '../pages/sign-in'
import { type Authentication, authenticate } from '../sign-in/authenticate'
import type { Sql } from '../store/database'
import type { TenantConfig } from '../tenant-config'
import type { Changes } from './changes'
import { type Decided, type DecideResult, decide } from './decide'
import { deliver } from './deliver'
import type { PhoneEvents } from './events'
import { countPost } from './pace-posts'
import { phonePage, readPhone } from './page'
import { isOnDevice, type PhoneSessions, type PhoneUser } from './sessions'
import { readAnswer } from './signed-answer'

export interface PhoneParts {
  sql: Sql
  config: TenantConfig
  provider: Provider
  sessions: PhoneSessions
  changes: Changes
  events: PhoneEvents
  log: Log
}

/** The phone: where a customer sees what an agent asks for, and the only place where the answer can be yes. */
export function phoneRoutes(parts: PhoneParts): Middleware[] {
  const { config, events } = parts
  const post = (path: RegExp, handle: (ctx: KoaContextWithOIDC, param: string) => Promise<void>) =>
    route('POST', path, fromOwnPages(config.issuer, handle))
  return [
    route('GET', /^\/phone\/?$/, (ctx) => showPhone(parts, ctx)),
    route('GET', /^\/phone\/enrol$/, (ctx) => showEnrolment(parts, ctx)),
    route('GET', /^\/phone\/events$/, (ctx) => events.stream(ctx)),
    post(/^\/phone\/sign-in$/, (ctx) => signIn(parts, ctx)),
    post(/^\/phone\/sign-out$/, (ctx) => signOut(parts, ctx)),
    post(/^\/phone\/requests\/([^/]+)$/, (ctx, id) => takeAnswer(parts, ctx, id)),
    ...deviceRoutes(parts),
  ]
}

async function showPhone({ sql, sessions }: PhoneParts, ctx: KoaContextWithOIDC, notice?: string): Promise<void> {
  const user = await sessions.userOf(ctx)
  if (!user) return sendPhoneSignIn(ctx)
  if (isOnDevice(user)) return sendPage(ctx, phonePage(user, await readPhone(sql, user), notice))
  const guess = guessOf(ctx)
  sendPage(ctx, user.devices === 0 ? firstDevicePage(user, guess) : otherDevicePage(user, guess))
}

/** Where a ticket's link leads: past the sign-in, to the button that uses it. */
async function showEnrolment({ sessions }: PhoneParts, ctx: KoaContextWithOIDC): Promise<void> {
  const ticket = ticketOf(new URLSearchParams(ctx.querystring))
  const user = await sessions.userOf(ctx)
  if (!user) return sendPhoneSignIn(ctx, { ticket })
  if (ticket === '' || isOnDevice(user)) return seeOther(ctx)
  sendPage(ctx, ticketPage(user, guessOf(ctx), ticket))
}

function guessOf(ctx: KoaContextWithOIDC): string {
  return guessDeviceName(ctx.get('user-agent'))
}

function ticketOf(parameters: URLSearchParams): string {
  const ticket = parameters.get('ticket') ?? ''
  return /^[A-Za-z0-9_-]{43}$/.test(ticket) ? ticket : ''
}

interface Attempt {
  ticket: string
  email?: string
  failed?: Exclude<Authentication, { outcome: 'welcome' }>
}

function sendPhoneSignIn(ctx: KoaContextWithOIDC, { ticket, email, failed }: Attempt = { ticket: '' }): void {
  const lead = 'Sign in on this phone to approve or deny what Aiya asks for.'
  const hidden: Record<string, string> = ticket === '' ? {} : { ticket }
  sendSignInPage(ctx, { heading: 'Your approvals', lead, action: '/phone/sign-in', hidden, email, failed })
}

async function signIn({ sql, sessions }: PhoneParts, ctx: KoaContextWithOIDC): Promise<void> {
  const form = await readForm(ctx)
  const ticket = ticketOf(form)
  const result = await authenticate(sql, form, ctx.req.socket.remoteAddress ?? '')
  if (result.outcome !== 'welcome') {
    return sendPhoneSignIn(ctx, { ticket, email: form.get('email') ?? '', failed: result })
  }
  await sessions.start(ctx, result.user)
  seeOther(ctx, ticket === '' ? '/phone' : `/phone/enrol?ticket=${ticket}`)
}

async function signOut({ sessions, changes }: PhoneParts, ctx: KoaContextWithOIDC): Promise<void> {
  const user = await sessions.userOf(ctx)
  await sessions.end(ctx)
  if (user) changes.announce(user.sub)
  seeOther(ctx)
}

const NOT_SIGNED = { status: 403, message: 'This answer was not signed by one of your devices. Nothing was decided.' }
const REFUSALS: Record<Exclude<DecideResult['outcome'], 'decided'>, { status: number; message: string }> = {
  unknown: { status: 404, message: 'There is no such request.' },
  answered: { status: 409, message: 'This request was answered already.' },
  expired: { status: 410, message: 'This request has expired. Nothing was moved.' },
  not_signed: NOT_SIGNED,
}

async function takeAnswer(parts: PhoneParts, ctx: KoaContextWithOIDC, id: string): Promise<void> {
  const { sql, provider, sessions, config, changes, log } = parts
  const jws = (await readForm(ctx)).get('signed') ?? ''
  const user = await sessions.userOf(ctx)
  if (!user) return respond(parts, ctx, 401, SIGNED_OUT)
  const tooMuch = await countPost(sql, ctx, user)
  if (tooMuch) return respond(parts, ctx, 429, tooMuch)
  const result = await withDeadline(parts, user, id, jws)
  if (result.outcome !== 'decided') {
    const { status, message } = REFUSALS[result.outcome]
    return respond(parts, ctx, status, { code: result.outcome, message })
  }
  const { decided } = result
  // The answer stands from here on. If telling the provider fails, the sweep tells it again.
  await deliver(sql, provider, config.agentAudience, decided).catch((error: unknown) => {
    log.error({ err: error }, 'an answer could not be delivered yet')
  })
  log.info({ decision: decided.decision }, 'a request was answered')
  changes.announce(user.sub)
  await respond(parts, ctx, 200, { code: decided.decision, message: wordsFor(decided) })
}

function wordsFor({ decision, reason }: Decided): string {
  if (decision === 'approved') return 'Approved. The bank shows whether it was made.'
  // Whoever asked hears the reason, and only Aiya passes it on to the bank: of other agents the customer must tell it.
  const more = reason?.code === 'not_me' ? ' You can freeze all agents on the bank’s Profile page.' : ''
  return `Denied. Nothing moves.${more}`
}

async function withDeadline({ sql }: PhoneParts, user: PhoneUser, id: string, jws: string): Promise<DecideResult> {
  const signed = await readAnswer(sql, user.sub, id, jws)
  if (!signed) return { outcome: 'not_signed' }
  const result = await decide(sql, user.sub, id, signed)
  if (result.outcome === 'decided') await touchDevice(sql, signed.device.id)
  return result
}

async function respond(parts: PhoneParts, ctx: KoaContextWithOIDC, status: number, told: Told): Promise<void> {
  if (ctx.accepts('html', 'json') === 'json') return tell(ctx, status, told)
  if (status === 200) return seeOther(ctx)
  await showPhone(parts, ctx, told.message)
  ctx.status = status
}

function seeOther(ctx: KoaContextWithOIDC, path = '/phone'): void {
  ctx.redirect(path)
  ctx.status = 303
}
