import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import { type ProtectedApi, protectedApi, protectedApis } from '../oidc/protected-apis'
import type { TenantConfig } from '../tenant-config'

/** The agent API's only scope. */
export const TRANSFER_SCOPE = 'create:transfer'

/** The scopes that the consent page says in words. */
const PREPARING = [TRANSFER_SCOPE, 'product:buy', 'stock:trade', 'portfolio:read'] as const
export type PreparingScope = (typeof PREPARING)[number]

type Known = Pick<TenantConfig, 'clients'>

/**
 * Whether a client may prepare transfers for customers who have each let it in; the phone is then asked about each
 * transfer.
 */
export function preparesTransfers({ clients }: Known, clientId: string | undefined): boolean {
  return clients.some((client) => client.id === clientId && client.preparesTransfers)
}

/**
 * Checks a request of such a client at /authorize: it names one protected API and scopes of it, and nothing else. It
 * names no transfer, because `authorization_details` are taken at /bc-authorize only.
 * @throws errors.InvalidTarget, errors.InvalidScope (RFC 8707 section 2, RFC 6749 section 4.1.2.1)
 */
export function checkPreparingRequest({ oidc }: KoaContextWithOIDC, config: Known & { agentAudience: string }): void {
  const { client, params = {}, route } = oidc
  if (route !== 'authorization' || !preparesTransfers(config, client?.clientId)) return
  const api = protectedApi(config, params.audience)
  if (!api) {
    const known = protectedApis(config).map(({ audience }) => audience)
    throw new errors.InvalidTarget(`audience must be ${known.join(' or ')}`)
  }
  const words = typeof params.scope === 'string' ? params.scope.split(' ') : []
  const unknown = words.find((word) => word !== 'openid' && !scopesOf(api).includes(word))
  if (unknown !== undefined) throw new errors.InvalidScope('the API has no such scope', unknown)
  if (!words.some((word) => word !== 'openid')) throw new errors.InvalidScope('the scope is missing', api.scope)
}

/** What such a client asks for, once `checkPreparingRequest` has let it pass: the API, its scopes, and those that are said. */
export function preparingOf(
  config: Known & { agentAudience: string },
  { audience, scope }: Record<string, unknown>,
): { audience: string; scopes: string[]; said: PreparingScope[] } {
  const api = protectedApi(config, audience)
  if (!api) throw new Error('a request was not checked')
  const scopes = scopesOf(api).filter((word) => String(scope).split(' ').includes(word))
  return { audience: api.audience, scopes, said: PREPARING.filter((word) => scopes.includes(word)) }
}

function scopesOf({ scope, reading }: ProtectedApi): string[] {
  return [scope, ...reading]
}
