import type { Configuration, JWK } from 'oidc-provider'
import { cookieName } from '../http/cookie-name'
import { renderProviderError } from '../pages/problem'
import type { Changes } from '../phone/changes'
import { findUser } from '../sign-in/users'
import type { Sql } from '../store/database'
import type { TenantClient, TenantConfig } from '../tenant-config'
import { PostgresAdapter } from './adapter'
import { CIBA_GRANT, shapeLikeAuth0 } from './agent-api'
import { checkBackchannelRequest } from './backchannel'
import { evidenceClaims } from './evidence-claims'
import { featuresOf } from './features'
import { grantSignIn, policyWithoutConsent } from './first-party'
import { lifetimes } from './lifetimes'

export interface ProviderSecrets {
  signingKeys: { keys: JWK[] }
  cookieSecret: string
}

/** Everything oidc-provider is told, so that its outside looks like an Auth0 tenant's. */
export function configurationOf(
  sql: Sql,
  config: TenantConfig,
  secrets: ProviderSecrets,
  changes: Changes,
): Configuration {
  const nameOf = (cookie: string) => cookieName(config.issuer, cookie)
  return {
    adapter: (model) => new PostgresAdapter(sql, model),
    clients: config.clients.map(clientMetadata),
    jwks: secrets.signingKeys,
    features: featuresOf(sql, config, changes),
    enabledJWA: { dPoPSigningAlgValues: ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'] },
    ttl: lifetimes,
    routes: {
      authorization: '/authorize',
      token: '/oauth/token',
      userinfo: '/userinfo',
      jwks: '/.well-known/jwks.json',
      end_session: '/oidc/logout',
      backchannel_authentication: '/bc-authorize',
    },
    cookies: {
      names: { session: nameOf('session'), interaction: nameOf('interaction'), resume: nameOf('resume') },
      keys: [secrets.cookieSecret],
      long: { httpOnly: true, sameSite: 'lax' },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    pkce: { required: () => true },
    responseTypes: ['code'],
    scopes: ['openid', 'profile', 'email', 'offline_access'],
    claims: { openid: ['sub'], profile: ['name', 'nickname'], email: ['email', 'email_verified'] },
    // Auth0 puts the customer's name into the ID token itself; nextjs-auth0 reads it there.
    conformIdTokenClaims: false,
    findAccount: (_ctx, sub) => findAccount(sql, sub),
    interactions: {
      policy: policyWithoutConsent(),
      url: (_ctx, interaction) => `/u/login/${interaction.uid}`,
    },
    loadExistingGrant: grantSignIn,
    extraParams: { audience: (ctx) => checkBackchannelRequest(ctx, config.agentAudience) },
    // Auth0 wants `offline_access` for one, and oidc-provider drops that scope where no consent screen is shown.
    // Never for an approval: it is for one transfer, now.
    issueRefreshToken: async (_ctx, client, source) =>
      source.kind === 'AuthorizationCode' && client.grantTypeAllowed('refresh_token'),
    // A second poll must not take the grant away from under the first, which may still be minting its token.
    revokeGrantPolicy: (ctx) => ctx.oidc.params?.grant_type !== CIBA_GRANT,
    extraTokenClaims: (ctx) => evidenceClaims(sql, ctx),
    renderError: (ctx, out) => renderProviderError(ctx, out, config.homeUrl),
    formats: { customizers: { jwt: (_ctx, _token, parts) => shapeLikeAuth0(config.issuer, parts) } },
  }
}

function clientMetadata(client: TenantClient) {
  return {
    client_id: client.id,
    client_name: client.name,
    client_secret: client.secret,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    grant_types: ['authorization_code', 'refresh_token', ...(client.asksForApprovals ? [CIBA_GRANT] : [])],
    response_types: ['code' as const],
    token_endpoint_auth_method: 'client_secret_post' as const,
    authorization_details_types: client.asksForApprovals ? ['payment_initiation'] : [],
    ...(client.asksForApprovals ? { backchannel_token_delivery_mode: 'poll' as const } : {}),
  }
}

async function findAccount(sql: Sql, sub: string) {
  const user = await findUser(sql, sub)
  if (!user) return undefined
  const [nickname] = user.email.split('@')
  return {
    accountId: user.sub,
    claims: () => ({ sub: user.sub, name: user.name, nickname, email: user.email, email_verified: true }),
  }
}
