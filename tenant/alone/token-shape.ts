import type { KoaContextWithOIDC } from 'oidc-provider'
import { OIDC_SCOPES } from './audiences'

interface TokenParts {
  header?: object
  payload: Record<string, unknown>
}

/**
 * Rewrites an access token's claims the way Auth0 writes them in its default profile: `azp`, the words of OpenID Connect in
 * `scope`, `/userinfo` beside the API in `aud` where `openid` was granted, and `<client>@clients` for a client's own token.
 */
export function shapeAlone(ctx: KoaContextWithOIDC | undefined, issuer: string, parts: TokenParts): void {
  const { client_id: azp, aud, scope, sub, ...claims } = parts.payload
  const isOwn = ctx?.oidc.params?.grant_type === 'client_credentials'
  const granted = grantedScope(ctx, scope)
  const withUserinfo = granted.split(' ').includes('openid')
  parts.header = { ...parts.header, typ: 'JWT' }
  parts.payload = {
    ...claims,
    sub: isOwn ? `${azp}@clients` : sub,
    aud: withUserinfo ? [aud, `${issuer}userinfo`] : aud,
    azp,
    ...(granted !== '' && { scope: granted }),
    ...(isOwn && { gty: 'client-credentials' }),
  }
}

/**
 * All that was granted, OpenID Connect's words first. The provider says of a token for an API only which of the API's own
 * words it holds; what else was granted stands in what the token is made from.
 */
export function grantedScope(ctx: KoaContextWithOIDC | undefined, apiScope: unknown): string {
  const { BackchannelAuthenticationRequest, AuthorizationCode, DeviceCode, RefreshToken } = ctx?.oidc.entities ?? {}
  const source = BackchannelAuthenticationRequest ?? AuthorizationCode ?? DeviceCode ?? RefreshToken
  const ofSource = wordsOf(source?.scope).filter((word) => OIDC_SCOPES.includes(word))
  return [...new Set([...ofSource, ...wordsOf(apiScope)])].join(' ')
}

function wordsOf(scope: unknown): string[] {
  return typeof scope === 'string' ? scope.split(' ').filter(Boolean) : []
}
