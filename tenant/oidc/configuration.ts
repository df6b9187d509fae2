import type { Configuration, JWK, KoaContextWithOIDC } from 'oidc-provider'
import { COMMAND_LINE } from '../agents/command-line'
import { loadGrant, policyWithConsent } from '../agents/consent-policy'
import { checkOutsideRequest, isOutside, mcpScopes, refuseConsentForOwn } from '../agents/mcp-api'
import { checkPreparingRequest } from '../agents/preparing'
import { cookieName } from '../http/cookie-name'
import { renderProblem, renderProviderError } from '../pages/problem'
import type { Changes } from '../phone/changes'
import { findUser } from '../sign-in/users'
import type { Sql } from '../store/database'
import { isOutage } from '../store/outage'
import type { TenantClient, TenantConfig } from '../tenant-config'
import { LANGUAGES } from '../words/language'
import { CLAIMS, claimsOf } from './account-claims'
import { PostgresAdapter } from './adapter'
import { CIBA_GRANT, shapeToken } from './agent-api'
import { evidenceClaims } from './approval-token'
import { checkBackchannelRequest } from './backchannel'
import { detailTypesFor } from './bank-detail'
import { claimsOfBusiness } from './business-claims'
import { DETAIL_TYPES_PATH } from './detail-types'
import { EXCHANGE_GRANT } from './exchange'
import { featuresOf } from './features'
import { lifetimesFor } from './lifetimes'
import { parseActor } from './requested-actor'
import { fetchFor } from './tell-log-out'

export interface ProviderSecrets {
  signingKeys: { keys: JWK[] }
  cookieSecret: string
}

/** The whole configuration of oidc-provider, so that from outside it looks like an Auth0 tenant. */
export function configurationOf(
  sql: Sql,
  config: TenantConfig,
  secrets: ProviderSecrets,
  changes: Changes,
): Configuration {
  const nameOf = (cookie: string) => cookieName(config.issuer, cookie)
  return {
    adapter: (model) => new PostgresAdapter(sql, model),
    clients: [...config.clients.map(clientMetadata), COMMAND_LINE],
    jwks: secrets.signingKeys,
    features: featuresOf(sql, config, changes),
    enabledJWA: { dPoPSigningAlgValues: ['ES256', 'RS256', 'PS256', 'EdDSA', 'Ed25519'] },
    ttl: lifetimesFor(config),
    routes: {
      authorization: '/authorize',
      token: '/oauth/token',
      userinfo: '/userinfo',
      jwks: '/.well-known/jwks.json',
      end_session: '/oidc/logout',
      backchannel_authentication: '/bc-authorize',
      device_authorization: '/oauth/device/code',
      code_verification: '/activate',
      revocation: '/oauth/revoke',
    },
    cookies: {
      names: { session: nameOf('session'), interaction: nameOf('interaction'), resume: nameOf('resume') },
      keys: [secrets.cookieSecret],
      long: { httpOnly: true, sameSite: 'lax' },
      short: { httpOnly: true, sameSite: 'lax' },
    },
    pkce: { required: () => true },
    responseTypes: ['code'],
    scopes: ['openid', 'profile', 'email', 'offline_access', ...mcpScopes(config)],
    // register.ts serves the first of these addresses, detail-types.ts the second.
    discovery: {
      ui_locales_supported: [...LANGUAGES],
      registration_endpoint: new URL('oidc/register', config.issuer).href,
      authorization_details_types_metadata_endpoint: new URL(DETAIL_TYPES_PATH, config.issuer).href,
    },
    claims: CLAIMS,
    // Auth0 puts the customer's name into the ID token itself; nextjs-auth0 reads it there.
    conformIdTokenClaims: false,
    fetch: fetchFor(config),
    findAccount: (_ctx, sub) => findAccount(sql, sub),
    interactions: {
      policy: policyWithConsent(config),
      url: (_ctx, { uid, prompt }) => `/u/${prompt.name === 'consent' ? 'consent' : 'login'}/${uid}`,
    },
    loadExistingGrant: (ctx) => loadGrant(ctx, config),
    extraParams: {
      audience: (ctx) => {
        checkBackchannelRequest(ctx, config)
        refuseConsentForOwn(ctx, config)
        checkOutsideRequest(ctx, config)
        checkPreparingRequest(ctx, config)
      },
      requested_actor: (_ctx, text) => {
        parseActor(text)
      },
    },
    // Auth0 gives a refresh token only with `offline_access`, a scope that oidc-provider drops where no consent page is
    // shown. An approval never gets one: its token is for one transfer, now.
    issueRefreshToken: async (_ctx, client, source) =>
      (source.kind === 'AuthorizationCode' || source.kind === 'DeviceCode') && client.grantTypeAllowed('refresh_token'),
    // An agent keeps its access when its customer signs out.
    expiresWithSession: async (_ctx, source) =>
      !isOutside(config, source.clientId) && !source.scopes.has('offline_access'),
    rotateRefreshToken: (ctx) =>
      (isOutside(config, ctx.oidc.client?.clientId) && !isBoundToKey(ctx)) || isAlmostOver(ctx),
    // A second poll must not revoke the grant while the first poll may still be making its token.
    revokeGrantPolicy: (ctx) => ctx.oidc.params?.grant_type !== CIBA_GRANT && !revokesAccessToken(ctx),
    extraTokenClaims: async (ctx, token) => claimsOfBusiness(token) ?? evidenceClaims(sql, ctx),
    renderError: (ctx, out, error) =>
      isOutage(error) ? renderProblem(ctx, 503, config.homeUrl) : renderProviderError(ctx, out, config.homeUrl),
    formats: { customizers: { jwt: (ctx, token, parts) => shapeToken(config, ctx, token, parts) } },
  }
}

/**
 * A public client's refresh token is bound to its key or good for one use (RFC 9700, section 4.14.2). Not both: whoever loses the
 * answer to a refresh would lose the access with it.
 */
function isBoundToKey(ctx: KoaContextWithOIDC): boolean {
  return ctx.oidc.entities.RefreshToken?.isSenderConstrained() ?? false
}

/** The provider's own rule for confidential clients: replace a token after 70 percent of its life. */
function isAlmostOver(ctx: KoaContextWithOIDC): boolean {
  return (ctx.oidc.entities.RefreshToken?.ttlPercentagePassed() ?? 0) >= 70
}

/** Revoking one access token leaves its sign-in alone. */
function revokesAccessToken(ctx: KoaContextWithOIDC): boolean {
  return ctx.oidc.route === 'revocation' && ctx.oidc.entities.AccessToken !== undefined
}

function clientMetadata(client: TenantClient) {
  if (client.business) return businessMetadata(client)
  return {
    client_id: client.id,
    client_name: client.name,
    client_secret: client.secret,
    redirect_uris: client.redirectUris,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    ...(client.backchannelLogoutUri && {
      backchannel_logout_uri: client.backchannelLogoutUri,
      // The ID token then holds the `sid` by which the client finds the session to end.
      backchannel_logout_session_required: true,
    }),
    grant_types: [
      'authorization_code',
      // A client that prepares transfers asks the customer again for the next one.
      ...(client.preparesTransfers ? [] : ['refresh_token']),
      ...(client.asksForApprovals ? [CIBA_GRANT, EXCHANGE_GRANT] : []),
    ],
    response_types: ['code' as const],
    token_endpoint_auth_method: 'client_secret_post' as const,
    authorization_details_types: client.asksForApprovals ? detailTypesFor(!client.preparesTransfers) : [],
    ...(client.asksForApprovals ? { backchannel_token_delivery_mode: 'poll' as const } : {}),
  }
}

/** A business signs nobody in, so its tokens come from other tokens, or from its own secret alone. */
function businessMetadata({ id, name, secret }: TenantClient) {
  return {
    client_id: id,
    client_name: name,
    client_secret: secret,
    redirect_uris: [],
    response_types: [],
    grant_types: [EXCHANGE_GRANT, 'client_credentials'],
    token_endpoint_auth_method: 'client_secret_post' as const,
    authorization_details_types: ['payment_initiation'],
  }
}

async function findAccount(sql: Sql, sub: string) {
  const user = await findUser(sql, sub)
  if (!user) return undefined
  return { accountId: user.sub, claims: () => claimsOf(user) }
}
