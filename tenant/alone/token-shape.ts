import type { KoaContextWithOIDC } from 'oidc-provider'
import { grantedScope } from '../oidc/granted-scope'

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
