import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import { seeOther } from '../http/answers'
import { readForm } from '../http/form'
import { type Middleware, route } from '../http/route'
import { requireSameOrigin } from '../http/same-origin'
import { houseFor } from '../pages/house'
import { renderExpiredSignIn } from '../pages/problem'
import { sendSignInPage } from '../pages/sign-in'
import type { Sql } from '../store/database'
import type { TenantConfig } from '../tenant-config'
import { type Authentication, authenticate } from './authenticate'
import type { KnownBrowsers } from './known-browser'

const PATH = /^\/u\/login\/([\w-]+)$/

/** The sign-in page to which /authorize sends a browser. */
export function signInRoutes(
  { sql, browsers }: { sql: Sql; browsers: KnownBrowsers },
  config: TenantConfig,
  provider: Provider,
): Middleware[] {
  const show = (ctx: KoaContextWithOIDC) => withInteraction(ctx, (params) => sendPageFor(ctx, params, hintOf(params)))
  const take = (ctx: KoaContextWithOIDC) =>
    withInteraction(ctx, async (params) => {
      requireSameOrigin(ctx, config.issuer)
      const form = await readForm(ctx)
      const result = await authenticate({ sql, browsers }, ctx, form)
      if (result.outcome !== 'welcome') return sendPageFor(ctx, params, form.get('email') ?? '', result)
      browsers.remember(ctx, result.user.email)
      const login = { accountId: result.user.sub, amr: ['pwd'] }
      const returnTo = await provider.interactionResult(ctx.req, ctx.res, { login }, { mergeWithLastSubmission: false })
      seeOther(ctx, returnTo)
    })

  async function withInteraction(
    ctx: KoaContextWithOIDC,
    work: (params: Record<string, unknown>) => Promise<void> | void,
  ): Promise<void> {
    try {
      const { params } = await provider.interactionDetails(ctx.req, ctx.res)
      await work(params)
    } catch (error) {
      if (!(error instanceof errors.SessionNotFound)) throw error
      renderExpiredSignIn(ctx, config.homeUrl)
    }
  }

  return [route('GET', PATH, show), route('POST', PATH, take)]
}

function sendPageFor(
  ctx: KoaContextWithOIDC,
  params: Record<string, unknown>,
  email: string,
  failed?: Exclude<Authentication, { outcome: 'welcome' }>,
): void {
  const house = houseFor(ctx)
  sendSignInPage(ctx, {
    heading: house.words.signIn.heading,
    lead: house.signInLead(params.client_id),
    action: ctx.path,
    here: ctx.path,
    email,
    failed,
    // The provider has checked `redirect_uri` against the client's list before it sends the browser here. A device has
    // none.
    formTargets: typeof params.redirect_uri === 'string' ? [new URL(params.redirect_uri).origin] : [],
  })
}

function hintOf(params: Record<string, unknown>): string {
  return typeof params.login_hint === 'string' ? params.login_hint : ''
}
