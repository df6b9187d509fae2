import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import type { Logger } from 'pino'
import { seeOther } from '../http/answers'
import type { Middleware } from '../http/route'
import { sendSignedOutPage } from '../pages/signed-out'
import { tellLogOut } from './tell-log-out'

/**
 * Logs out as Auth0 does: at once, without a page that asks for confirmation (OpenID Connect RP-Initiated Logout
 * section 2). The provider checks the client and the address to return to; this middleware does the rest.
 */
export function logOutAtOnce(provider: Provider, homeUrl: string, log: Logger): Middleware {
  return async (ctx, next) => {
    if (ctx.method === 'GET' && ctx.path === '/v2/logout') ctx.url = asEndSession(ctx.query)
    await next()
    if (ctx.oidc?.route === 'end_session' && ctx.status === 200) await logOut(ctx, { provider, homeUrl, log })
    if (ctx.oidc?.route === 'end_session_success' && ctx.status === 200) sendSignedOutPage(ctx, homeUrl)
  }
}

/** Rewrites Auth0's older address, which names the same two parameters differently. */
function asEndSession(query: KoaContextWithOIDC['query']): string {
  const parameters = new URLSearchParams()
  if (typeof query.client_id === 'string') parameters.set('client_id', query.client_id)
  if (typeof query.returnTo === 'string') parameters.set('post_logout_redirect_uri', query.returnTo)
  return `/oidc/logout?${parameters}`
}

interface Parts {
  provider: Provider
  homeUrl: string
  log: Logger
}

async function logOut(ctx: KoaContextWithOIDC, { provider, homeUrl, log }: Parts): Promise<void> {
  const { session } = ctx.oidc
  if (session) await tellLogOut(provider, session, log)
  const { postLogoutRedirectUri, state } = session?.state ?? {}
  // Agents from outside keep their access; the customer revokes each one on the profile page.
  const ending = Object.values(session?.authorizations ?? {}).filter(({ persistsLogout }) => !persistsLogout)
  const grants = ending.map(({ grantId }) => grantId)
  for (const grantId of grants) if (grantId) await revoke(provider, grantId)
  await session?.destroy()
  ctx.cookies.set(provider.cookieName('session'), null, { overwrite: true })
  if (typeof postLogoutRedirectUri !== 'string') return sendSignedOutPage(ctx, homeUrl)
  const target = new URL(postLogoutRedirectUri)
  if (typeof state === 'string') target.searchParams.set('state', state)
  seeOther(ctx, target.href)
}

/** Revokes the tokens of a sign-in that is over. */
async function revoke(provider: Provider, grantId: string): Promise<void> {
  await Promise.all([
    provider.AccessToken.revokeByGrantId(grantId),
    provider.RefreshToken.revokeByGrantId(grantId),
    provider.AuthorizationCode.revokeByGrantId(grantId),
  ])
  await (await provider.Grant.find(grantId))?.destroy()
}
