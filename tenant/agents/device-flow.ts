import type { Configuration, KoaContextWithOIDC, Provider } from 'oidc-provider'
import { z } from 'zod'
import { addressOf } from '../http/address'
import { seeOther } from '../http/answers'
import { statusOf } from '../http/failures'
import type { Middleware } from '../http/route'
import { requireSameOrigin } from '../http/same-origin'
import { sendActivatedPage, sendActivatePage } from '../pages/activate'
import { renderProblem } from '../pages/problem'
import { countAttempt } from '../sign-in/attempts'
import type { Sql } from '../store/database'
import type { TenantConfig } from '../tenant-config'
import type { Words } from '../words/words'
import { placeOf, whoAsks } from './who-asks'

/** The place from which a device asked for its code, as the provider keeps it. */
export const DeviceDetails = z.object({ place: z.string() })

/**
 * How often a code may be typed within five minutes. A code has 34 bits, so 30 guesses find none (RFC 8628 section
 * 5.1).
 */
const CODES_PER_ADDRESS = 30
const CODES_PER_CUSTOMER = 30
/** A code has nine characters; longer input is cut here. */
const CODE_MAX = 40

type DeviceFlow = NonNullable<NonNullable<Configuration['features']>['deviceFlow']>

/** The device flow with the tenant's own pages. consent-routes.ts asks for consent and shows the code and the place. */
export function deviceFlowOf({ homeUrl }: Pick<TenantConfig, 'homeUrl'>): DeviceFlow {
  return {
    enabled: true,
    charset: 'base-20',
    mask: '****-****',
    deviceInfo: (ctx) => ({ place: placeOf(ctx) }),
    userCodeInputSource: (ctx, _form, out, error) => answerInput(ctx, homeUrl, out, error),
    // The form at /activate always confirms, because the next page asks the customer for consent.
    userCodeConfirmSource: (ctx) => answerInput(ctx, homeUrl, undefined, undefined),
    successSource: (ctx) => {
      const { client } = ctx.oidc
      sendActivatedPage(ctx, client && whoAsks(client).name)
    },
  }
}

function answerInput(
  ctx: KoaContextWithOIDC,
  homeUrl: string,
  out: { error: string } | undefined,
  error: Error | undefined,
): void {
  const { session } = ctx.oidc
  const { secret } = Object(session?.state) as { secret?: string }
  const typed = error && 'userCode' in error ? error.userCode : ctx.state.userCode
  const page = { xsrf: secret ?? '', code: String(typed ?? '').slice(0, CODE_MAX) }
  if (error && session && !session.exp) startAgain(ctx, session)
  else if (out?.error === 'server_error') renderProblem(ctx, statusOf(error), homeUrl)
  else if (error?.name === 'AbortedError') sendActivatedPage(ctx, undefined)
  else sendActivatePage(ctx, error ? { ...page, status: 400, error: wordsFor(error.name) } : page)
}

/**
 * Leads a browser that has lost its sign-in, and with it the form's secret, to a form that can be sent. The provider would
 * fail to store the secret that it made for this answer.
 */
function startAgain(ctx: KoaContextWithOIDC, session: object): void {
  Object.assign(session, { touched: false })
  seeOther(ctx, '/activate')
}

const wordsFor =
  (name: string) =>
  ({ activate }: Words): string =>
    (activate.errors as Partial<Record<string, string>>)[name] ?? activate.tryAgain

/**
 * Runs before the provider's `/activate`. Fills in the code that the address names, so that the customer sends the form
 * and not the address; refuses forms from other sites; and counts the codes that are typed.
 */
export function activatePage(sql: Sql, config: TenantConfig, provider: Provider): Middleware {
  return async (ctx, next) => {
    if (ctx.path !== '/activate') return next()
    if (ctx.method === 'GET' || ctx.method === 'HEAD') {
      ctx.state.userCode = String(ctx.query.user_code ?? '').slice(0, CODE_MAX)
      ctx.querystring = ''
      return next()
    }
    if (ctx.method !== 'POST') return next()
    requireSameOrigin(ctx, config.issuer)
    const wait = await countCode(sql, ctx, await customerOf(provider, ctx))
    if (wait === 0) return next()
    ctx.set('Retry-After', String(wait))
    const error = ({ activate }: Words) => activate.slowDown(Math.ceil(wait / 60))
    sendActivatePage(ctx, { xsrf: '', code: '', status: 429, error })
  }
}

/**
 * Counts the try before the code is looked up, so that guesses sent in parallel all count. A signed-in customer has a
 * count of their own: nobody who guesses from the same address can lock them out (decision 033).
 */
async function countCode(sql: Sql, ctx: KoaContextWithOIDC, sub: string | undefined): Promise<number> {
  if (sub !== undefined) return countAttempt(sql, `code:customer:${sub}`, CODES_PER_CUSTOMER)
  return countAttempt(sql, `code:address:${addressOf(ctx)}`, CODES_PER_ADDRESS)
}

/** The customer signed in at this browser. The provider has not read the session yet. */
async function customerOf(provider: Provider, ctx: KoaContextWithOIDC): Promise<string | undefined> {
  const id = ctx.cookies.get(provider.cookieName('session'), { signed: true })
  return id === undefined ? undefined : (await provider.Session.find(id))?.accountId
}
