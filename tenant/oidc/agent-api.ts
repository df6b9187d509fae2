import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider'

/** The one thing an agent may be allowed to do. */
export const TRANSFER_SCOPE = 'create:transfer'
/** Minutes, not Auth0's default day: a token is used at once or not at all. */
const ACCESS_TOKEN_SECONDS = 300

/**
 * The API that a request is for, from Auth0's `audience` parameter (RFC 8707 calls it `resource`).
 * Signing in needs none: its access token is for /userinfo.
 */
export function resourceFor(ctx: KoaContextWithOIDC): string | undefined {
  const { audience } = ctx.oidc.params ?? {}
  return typeof audience === 'string' && audience !== '' ? audience : undefined
}

/**
 * The agent API, and that its tokens come from an approval alone: a browser's sign-in is a customer's presence,
 * not a yes to a transfer, and no page here would ask for one.
 * @throws errors.InvalidTarget for any other API or by any other way (RFC 8707 section 2)
 */
export function describeAgentApi(ctx: KoaContextWithOIDC, resource: string, agentAudience: string): ResourceServer {
  if (resource !== agentAudience) throw new errors.InvalidTarget('there is no such API')
  if (!isBackchannel(ctx)) throw new errors.InvalidTarget('tokens for this API are given by approval only')
  return {
    scope: TRANSFER_SCOPE,
    audience: agentAudience,
    accessTokenFormat: 'jwt',
    accessTokenTTL: ACCESS_TOKEN_SECONDS,
    jwt: { sign: { alg: 'RS256' } },
  }
}

/** Rewrites an access token's claims the way Auth0 writes them. */
export function shapeLikeAuth0(issuer: string, token: { header?: object; payload: Record<string, unknown> }): void {
  const { client_id: clientId, aud, scope, ...claims } = token.payload
  token.header = { ...token.header, typ: 'JWT' }
  token.payload = { ...claims, aud: [aud, `${issuer}userinfo`], azp: clientId, scope: `openid ${scope}` }
}

function isBackchannel(ctx: KoaContextWithOIDC): boolean {
  if (ctx.oidc.route === 'backchannel_authentication') return true
  return ctx.oidc.route === 'token' && ctx.oidc.params?.grant_type === CIBA_GRANT
}

export const CIBA_GRANT = 'urn:openid:params:grant-type:ciba'
