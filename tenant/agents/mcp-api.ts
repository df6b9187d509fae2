import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider'
import type { BusinessKind, TenantConfig } from '../tenant-config'
import { problemWithRedirect } from './client-rules'
import { preparesTransfers } from './preparing'

/** The scopes that an agent from outside may ask for, in the order in which the customer reads them. */
export const MCP_SCOPES = [
  'read:accounts',
  'read:transactions',
  'request:transfer',
  'product:buy',
  'stock:trade',
  'portfolio:read',
] as const

export type McpScope = (typeof MCP_SCOPES)[number]

/** The scopes that mean something only where the business is there. */
const AT_BUSINESS: Partial<Record<McpScope, BusinessKind>> = {
  'product:buy': 'shop',
  'stock:trade': 'brokerage',
  'portfolio:read': 'brokerage',
}

/** Well under the hour that a bank may allow, so that a stolen token is useful only briefly. */
const ACCESS_TOKEN_SECONDS = 15 * 60

/** The audience of the bank's MCP endpoint, and the bank's own clients. Every other client is an agent from outside. */
export type Outside = Pick<TenantConfig, 'mcpAudience' | 'clients'>

/** Whether a client is an agent from outside: it asks the customer each time, and gets tokens for the MCP API only. */
export function isOutside({ clients }: Pick<TenantConfig, 'clients'>, clientId: string | undefined): boolean {
  return !clients.some(({ id }) => id === clientId)
}

/** The scopes that can be had here, in the order in which a customer reads them. */
export function mcpScopes({ clients }: Pick<TenantConfig, 'clients'>): McpScope[] {
  return MCP_SCOPES.filter((scope) => {
    const kind = AT_BUSINESS[scope]
    return kind === undefined || clients.some(({ business }) => business?.kind === kind)
  })
}

/** The MCP endpoint as a resource (RFC 8707). Its tokens are JWTs (RFC 9068) and good for nothing else. */
export function describeMcpApi(outside: Outside): ResourceServer {
  return {
    scope: mcpScopes(outside).join(' '),
    audience: outside.mcpAudience,
    accessTokenFormat: 'jwt',
    accessTokenTTL: ACCESS_TOKEN_SECONDS,
    jwt: { sign: { alg: 'RS256' } },
  }
}

const isMcpScope = (word: string): word is McpScope => MCP_SCOPES.some((scope) => scope === word)

/** The words of a `scope` that are scopes of the MCP API. */
export function mcpScopesIn(scope: unknown): McpScope[] {
  const words = typeof scope === 'string' ? scope.split(' ') : []
  return [...new Set(words)].filter(isMcpScope)
}

/**
 * Checks a request of an agent from outside at /authorize and /oauth/device/code: its redirect address is allowed, and
 * it names scopes of the MCP API and nothing else but `offline_access`. oidc-provider would silently drop unknown
 * scopes. `describeApi` checks which API the request is for.
 * @throws errors.InvalidRequest, errors.InvalidScope, errors.UnauthorizedClient (RFC 6749 section 4.1.2.1)
 */
export function checkOutsideRequest(ctx: KoaContextWithOIDC, outside: Outside): void {
  const { client, params = {}, route } = ctx.oidc
  if (!isOutside(outside, client?.clientId)) return
  if (route === 'backchannel_authentication') throw new errors.UnauthorizedClient('agents ask for transfers by MCP')
  const redirect = params.redirect_uri === undefined ? undefined : problemWithRedirect(params.redirect_uri)
  if (redirect !== undefined) throw new errors.InvalidRequest(`redirect_uri ${redirect}`)
  const words = typeof params.scope === 'string' ? params.scope.split(' ') : []
  const offered: string[] = mcpScopes(outside)
  const unknown = words.find((word) => word !== 'offline_access' && !offered.includes(word))
  if (unknown !== undefined) throw new errors.InvalidScope('agents from outside have no such scope', unknown)
  if (mcpScopesIn(params.scope).length === 0) {
    throw new errors.InvalidScope(`scope must name some of: ${offered.join(' ')}`, '')
  }
}

/**
 * Refuses `prompt=consent` from the bank's own clients, which have no consent page.
 * @throws errors.InvalidRequest
 */
export function refuseConsentForOwn({ oidc }: KoaContextWithOIDC, outside: Outside): void {
  const { client, route } = oidc
  if (isOutside(outside, client?.clientId) || route !== 'authorization') return
  if (preparesTransfers(outside, client?.clientId)) return
  if (oidc.prompts.has('consent')) throw new errors.InvalidRequest('unsupported prompt value requested')
}
