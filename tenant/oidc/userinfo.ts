import { type JWK, jwtVerify } from 'jose'
import type { KoaContextWithOIDC } from 'oidc-provider'
import { readForm } from '../http/form'
import { giveForm } from '../http/replace-body'
import type { Middleware } from '../http/route'
import { findUser } from '../sign-in/users'
import type { Sql } from '../store/database'
import { CLAIMS, claimsOf } from './account-claims'
import { ownKeys } from './own-keys'

const METHODS = ['GET', 'HEAD', 'POST']
/** An agent's token is a JWT. The tokens of sign-ins, which the provider looks up, have no dots. */
const AGENT_TOKEN = /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i

/**
 * `/userinfo` for tokens that are a JWT and name it in `aud` as Auth0's do (OpenID Connect Core section 5.3), in the header or
 * in a form (RFC 6750 sections 2.1 and 2.2). An approval grants no more than `openid`, so it shows `sub` alone. The provider
 * answers for every other token.
 */
export function userinfoForAgents(sql: Sql, issuer: string, signingKeys: { keys: JWK[] }): Middleware {
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

  return async (ctx, next) => {
    const isAsked = ctx.path === '/userinfo' && METHODS.includes(ctx.method)
    const token = isAsked ? await agentToken(ctx) : undefined
    if (token === undefined) return next()
    ctx.state.route = ctx.path
    await answer(ctx, token)
  }
}

async function agentToken(ctx: KoaContextWithOIDC): Promise<string | undefined> {
  const header = ctx.get('authorization')
  return AGENT_TOKEN.exec(header || `Bearer ${await formToken(ctx)}`)?.[1]
}

/** The token that a form brings. The provider gets the form again. */
async function formToken(ctx: KoaContextWithOIDC): Promise<string> {
  if (ctx.method !== 'POST' || !ctx.is('application/x-www-form-urlencoded')) return ''
  const form = await readForm(ctx)
  giveForm(ctx, form)
  return form.get('access_token') ?? ''
}

function claimsIn(claims: Record<string, unknown>, scopes: string[]): object {
  const granted = Object.entries(CLAIMS).flatMap(([scope, names]) => (scopes.includes(scope) ? names : []))
  return Object.fromEntries(granted.map((name) => [name, claims[name]]))
}
