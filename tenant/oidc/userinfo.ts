import { type JWK, jwtVerify } from 'jose'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { type Middleware, route } from '../http/route'
import { findUser } from '../sign-in/users'
import type { Sql } from '../store/database'
import { CLAIMS, claimsOf } from './account-claims'
import { ownKeys } from './own-keys'

/** An agent's token is a JWT. The tokens of sign-ins, which the provider looks up, have no dots. */
const AGENT_TOKEN = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i

/**
 * `/userinfo` for agents' tokens, which name it in `aud` as Auth0's do (OpenID Connect Core section 5.3). At the bank
 * their only scope here is `openid`, so the answer holds `sub` alone. The provider answers for every other token.
 */
export function userinfoForAgents(sql: Sql, issuer: string, signingKeys: { keys: JWK[] }): Middleware[] {
  const keys = ownKeys(signingKeys)

  const claimsFor = async (token: string): Promise<object | undefined> => {
    const options = { issuer, audience: `${issuer}userinfo`, algorithms: ['RS256'], requiredClaims: ['exp', 'sub'] }
    const { payload } = await jwtVerify(token, keys, options)
    // A token bound to a key is refused here, since no proof of that key is read (RFC 9449 section 7.2).
    const scopes = String(payload.scope).split(' ')
    if (payload.cnf !== undefined || !scopes.includes('openid')) return undefined
    const user = await findUser(sql, String(payload.sub))
    return user && claimsIn(claimsOf(user), scopes)
  }

  const answer = async (ctx: KoaContextWithOIDC, token: string): Promise<void> => {
    ctx.set('Cache-Control', 'no-store')
    const claims = await claimsFor(token).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_J')) return undefined
      throw error
    })
    if (claims !== undefined) {
      ctx.body = claims
      return
    }
    ctx.status = 401
    ctx.set('WWW-Authenticate', `Bearer realm="${issuer}", error="invalid_token"`)
    ctx.body = { error: 'invalid_token', error_description: 'the access token is not for this endpoint' }
  }

  return (['GET', 'POST'] as const).map((method) => {
    const take = (ctx: KoaContextWithOIDC) => answer(ctx, AGENT_TOKEN.exec(ctx.get('authorization'))?.[1] ?? '')
    const handle = route(method, /^\/userinfo$/, take)
    return (ctx, next) => (AGENT_TOKEN.test(ctx.get('authorization')) ? handle(ctx, next) : next())
  })
}

function claimsIn(claims: Record<string, unknown>, scopes: string[]): object {
  const granted = Object.entries(CLAIMS).flatMap(([scope, names]) => (scopes.includes(scope) ? names : []))
  return Object.fromEntries(granted.map((name) => [name, claims[name]]))
}
