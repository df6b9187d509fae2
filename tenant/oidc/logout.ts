import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Middleware } from '../http/route'
import { seeOther } from '../http/see-other'
import { sendSignedOutPage } from '../pages/signed-out'

/**
 * Log-out as Auth0 does it: at once, without a page that asks whether it was meant
 * (OpenID Connect RP-Initiated Logout section 2). The provider checks the client and where to go; this does the rest.
 */
export function logOutAtOnce(provider: Provider, homeUrl: string): Middleware {
  return async (ctx, next) => {
    if (ctx.method === 'GET' && ctx.path === '/v2/logout') ctx.url = asEndSession(ctx.query)
    await next()
    if (ctx.oidc?.route === 'end_session' && ctx.status === 200) await logOut(ctx, provider, homeUrl)
    if (ctx.oidc?.route === 'end_session_success' && ctx.status === 200) sendSignedOutPage(ctx, homeUrl)
  }
}

/** Auth0's older address, with names of its own for the same two parameters. */
function asEndSession(query: KoaContextWithOIDC['query']): string {
  const parameters = new URLSearchParams()
  if (typeof query.client_id === 'string') parameters.set('client_id', query.client_id)
  if (typeof query.returnTo === 'string') parameters.set('post_logout_redirect_uri', query.returnTo)
  return `/oidc/logout?${parameters}`
}

async function logOut(ctx: KoaContextWithOIDC, provider: Provider, homeUrl: string): Promise<void> {
  const { session } = ctx.oidc
  const { postLogoutRedirectUri, state } = session?.state ?? {}
  const grants = Object.values(session?.authorizations ?? {}).map(({ grantId }) => grantId)
  for (const grantId of grants) if (grantId) await revoke(provider, grantId)
  await session?.destroy()
  ctx.cookies.set(provider.cookieName('session'), null, { overwrite: true })
  if (typeof postLogoutRedirectUri !== 'string') return sendSignedOutPage(ctx, homeUrl)
  const target = new URL(postLogoutRedirectUri)
  if (typeof state === 'string') target.searchParams.set('state', state)
  seeOther(ctx, target.href)
}

/** A sign-in that is over takes its tokens with it. */
async function revoke(provider: Provider, grantId: string): Promise<void> {
  await Promise.all([
    provider.AccessToken.revokeByGrantId(grantId),
    provider.RefreshToken.revokeByGrantId(grantId),
    provider.AuthorizationCode.revokeByGrantId(grantId),
  ])
  await (await provider.Grant.find(grantId))?.destroy()
}
