import type { KoaContextWithOIDC } from 'oidc-provider'

/** OpenID Connect's own words, beside which an API's scopes stand. */
export const OIDC_SCOPES = ['openid', 'profile', 'email', 'offline_access']

/**
 * All that was granted, OpenID Connect's words first; a refresh may ask for less (RFC 6749 section 6). The provider says of a
 * token for an API only which of the API's own words it holds; what else was granted stands in what the token is made from.
 */
export function grantedScope(ctx: KoaContextWithOIDC | undefined, apiScope: unknown): string {
  const { BackchannelAuthenticationRequest, AuthorizationCode, DeviceCode, RefreshToken, Grant } =
    ctx?.oidc.entities ?? {}
  const source = BackchannelAuthenticationRequest ?? AuthorizationCode ?? DeviceCode ?? RefreshToken
  const asked = source === RefreshToken ? (ctx?.oidc.params?.scope ?? source?.scope) : source?.scope
  const words = new Set(wordsOf(asked).filter((word) => OIDC_SCOPES.includes(word)))
  const ofSource = wordsOf(Grant ? Grant.getOIDCScopeFiltered(words) : '')
  return [...new Set([...ofSource, ...wordsOf(apiScope)])].join(' ')
}

function wordsOf(scope: unknown): string[] {
  return typeof scope === 'string' ? scope.split(' ').filter(Boolean) : []
}
