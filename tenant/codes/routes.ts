import type { KoaContextWithOIDC } from 'oidc-provider'
import { typedCode } from '../assets/code-letters.js'
import { seeOther } from '../http/answers'
import { readForm } from '../http/form'
import { type Middleware, route } from '../http/route'
import { fromOwnPages } from '../http/same-origin'
import { sendPage } from '../pages/layout'
import { countPost } from '../phone/pace-posts'
import type { PhoneParts } from '../phone/parts'
import { passOn } from '../phone/pass-on'
import { sendPhoneSignIn } from '../phone/phone-sign-in'
import { isOnDevice, type PhoneUser } from '../phone/sessions'
import { countAttempt } from '../sign-in/attempts'
import { codePage, type NotTaken } from './code-page'
import { decideByCode } from './decide-by-code'
import { openCode } from './opening'
import { scanPage } from './scan-page'

/** Over all requests of a customer. Each has five tries of its own. */
const TRIES_PER_HOUR = 30
const HOUR_SECONDS = 3_600

/**
 * The way for a phone without a connection: the page on the computer that shows a request and takes the phone's code, behind the
 * phone's own sign-in, and the page on the phone that reads it.
 */
export function codeRoutes(parts: PhoneParts): Middleware[] {
  return [
    route('GET', /^\/phone\/scan$/, (ctx) => sendPage(ctx, scanPage())),
    route('GET', /^\/phone\/codes\/([^/]+)$/, (ctx, identifier) => showCode(parts, ctx, identifier)),
    route(
      'POST',
      /^\/phone\/codes\/([^/]+)$/,
      fromOwnPages(parts.config.issuer, (ctx, identifier) => takeCode(parts, ctx, identifier)),
    ),
  ]
}

/** An enrolled device answers by itself, and so is led there. */
async function showCode(parts: PhoneParts, ctx: KoaContextWithOIDC, identifier: string): Promise<void> {
  const user = await parts.sessions.userOf(ctx)
  if (!user) return sendPhoneSignIn(ctx, { code: identifier })
  if (isOnDevice(user)) return seeOther(ctx, '/phone')
  await sendCodePage(parts, ctx, user, identifier)
}

async function takeCode(parts: PhoneParts, ctx: KoaContextWithOIDC, identifier: string): Promise<void> {
  const { sql, sessions } = parts
  const typed = typedCode((await readForm(ctx)).get('code') ?? '')
  const user = await sessions.userOf(ctx)
  if (!user) return sendPhoneSignIn(ctx, { code: identifier })
  if (await countPost(sql, ctx, user))
    return sendCodePage(parts, ctx, user, identifier, { status: 429, error: 'slowDown' })
  const opened = await openCode(sql, user, identifier)
  if (opened.state !== 'open') return sendCodePage(parts, ctx, user, identifier, { status: 409 })
  const wait = await countAttempt(sql, `code:${user.sub}`, TRIES_PER_HOUR, HOUR_SECONDS)
  if (wait > 0) {
    ctx.set('Retry-After', String(wait))
    return sendCodePage(parts, ctx, user, identifier, { status: 429, error: 'slowDown' })
  }
  const result = await decideByCode(sql, user, opened, typed)
  if (result.outcome !== 'decided')
    return sendCodePage(parts, ctx, user, identifier, { status: 403, error: result.outcome })
  await passOn(parts, user.sub, result.decided)
  seeOther(ctx, pathOf(identifier))
}

const pathOf = (identifier: string) => `/phone/codes/${encodeURIComponent(identifier)}`

async function sendCodePage(
  { sql, config }: PhoneParts,
  ctx: KoaContextWithOIDC,
  user: PhoneUser,
  identifier: string,
  refused: { status?: number; error?: NotTaken } = {},
): Promise<void> {
  const opened = await openCode(sql, user, identifier)
  const isKnown = opened.state !== 'unknown' && !config.alone
  const back = isKnown ? `${config.homeUrl}/approvals/${encodeURIComponent(identifier)}` : config.homeUrl
  sendPage(ctx, codePage({ user, opened, path: pathOf(identifier), back, ...refused }))
}
