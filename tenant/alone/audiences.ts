import { errors, type KoaContextWithOIDC, type ResourceServer } from 'oidc-provider'
import type { Alone, AloneApi } from '../tenant-config'

/** Auth0's default (docs: "Update access token lifetime"). */
const ACCESS_TOKEN_SECONDS = 86_400
const PREFIX = 'urn:baink:audience:'

/**
 * An audience as the provider's `resource`: RFC 8707 has absolute URIs without a fragment, Auth0 has any text. One that is
 * no such URI is put into a URN; `audienceOf` reads both.
 */
export function resourceOf(audience: string): string {
  const isUri = URL.canParse(audience) && !audience.includes('#') && !audience.startsWith(PREFIX)
  return isUri ? audience : PREFIX + encodeURIComponent(audience)
}

/** The audience that a `resource` stands for. */
export function audienceOf(resource: string): string {
  if (!resource.startsWith(PREFIX)) return resource
  try {
    return decodeURIComponent(resource.slice(PREFIX.length))
  } catch {
    return resource
  }
}

/**
 * The API with this identifier.
 * @throws errors.AccessDenied as Auth0 says it
 */
export function requireApi({ apis }: Pick<Alone, 'apis'>, audience: string): AloneApi {
  const api = apis.find((known) => known.audience === audience)
  if (!api) throw refusal(`Service not found: ${audience}`)
  return api
}

/** As `requireApi`, for a client's own token, which may be for the Management API as well. */
export function requireClientApi({ apis, management }: Pick<Alone, 'apis' | 'management'>, audience: string): AloneApi {
  return requireApi({ apis: [...apis, management] }, audience)
}

/** An API as the provider knows one: its tokens are JWTs for a day, as Auth0's are. */
export function describeApi(alone: Alone, ctx: KoaContextWithOIDC, resource: string): ResourceServer {
  const isOwn = ctx.oidc.params?.grant_type === 'client_credentials'
  const api = (isOwn ? requireClientApi : requireApi)(alone, audienceOf(resource))
  return {
    scope: api.scopes.join(' '),
    audience: api.audience,
    accessTokenFormat: 'jwt',
    accessTokenTTL: ACCESS_TOKEN_SECONDS,
    jwt: { sign: { alg: 'RS256' } },
  }
}

/** The `resource` behind Auth0's `audience`; none where there is no such parameter, or an empty one. */
export function requestedResource(ctx: KoaContextWithOIDC): string | undefined {
  const audience = ctx.oidc.params?.audience
  return typeof audience === 'string' && audience !== '' ? resourceOf(audience) : undefined
}

/** Auth0's refusal of a client, an audience or a scope. */
export function refusal(description: string): Error {
  return new errors.AccessDenied(description)
}
