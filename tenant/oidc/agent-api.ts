import { type Client, errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider'
import { describeMcpApi, isOutside } from '../agents/mcp-api'
import { preparesTransfers } from '../agents/preparing'
import type { TenantConfig } from '../tenant-config'
import { claimsOfBusiness } from './business-claims'
import { grantedScope } from './granted-scope'
import { type ProtectedApi, protectedApi } from './protected-apis'

/** Minutes, not Auth0's default of a day: a token is used at once or not at all. */
const ACCESS_TOKEN_SECONDS = 300

/**
 * The API that a request is for, from Auth0's `audience` parameter (RFC 8707 calls it `resource`). A sign-in names
 * none: its access token is for /userinfo.
 */
export function resourceFor(ctx: KoaContextWithOIDC, client: Client, config: TenantConfig): string | undefined {
  const { audience } = ctx.oidc.params ?? {}
  if (typeof audience === 'string' && audience !== '') return audience
  // An agent from outside can have tokens for this API alone.
  return isOutside(config, client.clientId) ? config.mcpAudience : undefined
}

/**
 * Describes the API that a client asks for. Agents from outside may ask for the MCP endpoint alone, and every other
 * client for any other API but that one.
 * @throws errors.InvalidTarget for any other (RFC 8707 section 2)
 */
export function describeApi(
  ctx: KoaContextWithOIDC,
  resource: string,
  client: Client,
  config: TenantConfig,
): ResourceServer {
  if (isOutside(config, client.clientId)) {
    if (resource !== config.mcpAudience) throw new errors.InvalidTarget(`resource must be ${config.mcpAudience}`)
    return describeMcpApi(config)
  }
  const api = protectedApi(config, resource)
  if (!api) throw new errors.InvalidTarget('there is no such API')
  const scopes = scopesFor(ctx, api, client, config)
  if (scopes.length === 0) throw new errors.InvalidTarget('tokens for this API are given by approval only')
  return describeProtectedApi(api.audience, scopes)
}

/** A protected API as the provider knows one, with those of its scopes that a token for it may hold. */
export function describeProtectedApi(
  audience: string,
  scopes: string[],
  seconds = ACCESS_TOKEN_SECONDS,
): ResourceServer {
  return {
    scope: scopes.join(' '),
    audience,
    accessTokenFormat: 'jwt',
    accessTokenTTL: seconds,
    jwt: { sign: { alg: 'RS256' } },
  }
}

/**
 * The scopes that a client may get in this way. An approval gives the one that its details are for. A client that
 * prepares transfers gets the same, and a token that names nothing. The bank's own client gets by a sign-in what reads:
 * a sign-in shows that the customer is present, and is no yes to a transfer. A business gets none here, but for another
 * token (exchange.ts).
 */
function scopesFor(ctx: KoaContextWithOIDC, api: ProtectedApi, { clientId }: Client, config: TenantConfig): string[] {
  if (isBackchannel(ctx)) return [api.scope]
  if (preparesTransfers(config, clientId)) return [api.scope, ...api.reading]
  return config.clients.some(({ id, asksForApprovals }) => id === clientId && asksForApprovals) ? api.reading : []
}

interface TokenParts {
  header?: object
  payload: Record<string, unknown>
}

/** Gives an access token the claims that its API expects, written as Auth0 writes them. */
export function shapeToken(
  config: TenantConfig,
  ctx: KoaContextWithOIDC | undefined,
  token: object,
  parts: TokenParts,
): void {
  const { aud, client_id: azp, scope } = parts.payload
  // Shaped by RFC 9068, with the client under both of its names. The bank sends `grant_id` to the routes in
  // grants-routes.ts.
  if (aud === config.mcpAudience)
    parts.payload = { ...parts.payload, azp, grant_id: 'grantId' in token && token.grantId }
  else shapeLikeAuth0(config.issuer, parts, claimsOfBusiness(token) ? String(scope) : grantedScope(ctx, scope))
}

/** Whoever was not granted `openid`, as a business is not, reads nothing at /userinfo. */
function shapeLikeAuth0(issuer: string, token: TokenParts, scope: string): void {
  const { client_id: azp, aud, scope: _, ...claims } = token.payload
  const withUserinfo = scope.split(' ').includes('openid')
  token.header = { ...token.header, typ: 'JWT' }
  token.payload = { ...claims, aud: withUserinfo ? [aud, `${issuer}userinfo`] : aud, azp, scope }
}

function isBackchannel(ctx: KoaContextWithOIDC): boolean {
  if (ctx.oidc.route === 'backchannel_authentication') return true
  return ctx.oidc.route === 'token' && ctx.oidc.params?.grant_type === CIBA_GRANT
}

export const CIBA_GRANT = 'urn:openid:params:grant-type:ciba'
