import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import { z } from 'zod'
import { readForm } from '../http/form'
import { type Middleware, route } from '../http/route'
import { requireSameOrigin } from '../http/same-origin'
import type { Log } from '../log'
import { sendPage } from '../pages/layout'
import { sendSignInPage } from '../pages/sign-in'
import { type Authentication, authenticate } from '../sign-in/authenticate'
import type { Sql } from '../store/database'
import type { TenantConfig } from '../tenant-config'
import { listPast, listPending } from './approvals'
import type { Changes } from './changes'
import { type DecideResult, decide } from './decide'
import { deliver } from './deliver'
import type { PhoneEvents } from './events'
import { phonePage } from './page'
import { endPhoneSession, phoneUser, startPhoneSession } from './sessions'

export interface PhoneParts {
  sql: Sql
  config: TenantConfig
  provider: Provider
  changes: Changes
  events: PhoneEvents
  log: Log
}

/** The phone: where a customer sees what an agent asks for, and the only place where the answer can be yes. */
export function phoneRoutes(parts: PhoneParts): Middleware[] {
  const { sql, config, events } = parts
  const guarded = (handle: (ctx: KoaContextWithOIDC, param: string) => Promise<void>) => {
    return (ctx: KoaContextWithOIDC, param: string) => {
      requireSameOrigin(ctx, config.issuer)
      return handle(ctx, param)
    }
  }
  return [
    route('GET', /^\/phone\/?$/, (ctx) => showPhone(sql, ctx)),
    route('GET', /^\/phone\/events$/, (ctx) => events.stream(ctx)),
    route(
      'POST',
      /^\/phone\/sign-in$/,
      guarded((ctx) => signIn(sql, ctx)),
    ),
    route(
      'POST',
      /^\/phone\/sign-out$/,
      guarded((ctx) => signOut(parts, ctx)),
    ),
    route(
      'POST',
      /^\/phone\/requests\/([^/]+)$/,
      guarded((ctx, id) => takeAnswer(parts, ctx, id)),
    ),
  ]
}

async function showPhone(sql: Sql, ctx: KoaContextWithOIDC, notice?: string): Promise<void> {
  const user = await phoneUser(sql, ctx)
  if (!user) return sendPhoneSignIn(ctx)
  const [pending, past] = await Promise.all([listPending(sql, user.sub), listPast(sql, user.sub)])
  sendPage(ctx, phonePage(user, pending, past, notice))
}

function sendPhoneSignIn(
  ctx: KoaContextWithOIDC,
  email?: string,
  failed?: Exclude<Authentication, { outcome: 'welcome' }>,
): void {
  const lead = 'Sign in on this phone to approve or deny what Aiya asks for.'
  sendSignInPage(ctx, { heading: 'Your approvals', lead, action: '/phone/sign-in', email, failed })
}

async function signIn(sql: Sql, ctx: KoaContextWithOIDC): Promise<void> {
  const form = await readForm(ctx)
  const result = await authenticate(sql, form, ctx.req.socket.remoteAddress ?? '')
  if (result.outcome !== 'welcome') return sendPhoneSignIn(ctx, form.get('email') ?? '', result)
  await startPhoneSession(sql, ctx, result.user)
  seeOther(ctx)
}

async function signOut({ sql, changes }: PhoneParts, ctx: KoaContextWithOIDC): Promise<void> {
  const user = await phoneUser(sql, ctx)
  await endPhoneSession(sql, ctx)
  if (user) changes.announce(user.sub)
  seeOther(ctx)
}

const ANSWERS: Record<Exclude<DecideResult['outcome'], 'decided'>, { status: number; message: string }> = {
  unknown: { status: 404, message: 'There is no such request.' },
  answered: { status: 409, message: 'This request was answered already.' },
  expired: { status: 410, message: 'This request has expired. Nothing was moved.' },
}
const Answer = z.enum(['approved', 'denied'])

async function takeAnswer(parts: PhoneParts, ctx: KoaContextWithOIDC, id: string): Promise<void> {
  const { sql, provider, config, changes, log } = parts
  const answer = Answer.safeParse((await readForm(ctx)).get('answer'))
  const user = await phoneUser(sql, ctx)
  if (!user) return respond(parts, ctx, 401, { code: 'signed_out', message: 'Please sign in again.' })
  if (!answer.success) ctx.throw(400)

  const result = await decide(sql, user.sub, id, answer.data)
  if (result.outcome !== 'decided') {
    const { status, message } = ANSWERS[result.outcome]
    return respond(parts, ctx, status, { code: result.outcome, message })
  }
  // The answer stands from here on. If telling the provider fails, the sweep tells it again.
  await deliver(sql, provider, config.agentAudience, result.decided).catch((error: unknown) => {
    log.error({ err: error }, 'an answer could not be delivered yet')
  })
  log.info({ decision: answer.data }, 'a request was answered')
  changes.announce(user.sub)
  respond(parts, ctx, 200, {
    code: answer.data,
    message: answer.data === 'approved' ? 'Approved. The bank shows whether it was made.' : 'Denied. Nothing moves.',
  })
}

async function respond(
  { sql }: PhoneParts,
  ctx: KoaContextWithOIDC,
  status: number,
  body: { code: string; message: string },
): Promise<void> {
  if (ctx.accepts('html', 'json') === 'json') {
    ctx.status = status
    ctx.body = body
    return
  }
  if (status === 200) return seeOther(ctx)
  await showPhone(sql, ctx, body.message)
  ctx.status = status
}

function seeOther(ctx: KoaContextWithOIDC): void {
  ctx.redirect('/phone')
  ctx.status = 303
}
