import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import { parseDetails } from '../oidc/authorization-detail'
import type { Alone } from '../tenant-config'
import { refusal, requireApi, requireClientApi } from './audiences'

/** Auth0's longest, which it gives to requests by e-mail; those by push end after 300 s there. */
const EXPIRY_MAX_SECONDS = 259_200

/**
 * What must hold for a backchannel request; the audience was looked at before.
 * @throws errors.InvalidRequest, errors.InvalidAuthorizationDetails
 */
export function checkRequest(ctx: KoaContextWithOIDC): void {
  if (ctx.oidc.route !== 'backchannel_authentication') return
  const { requested_expiry: expiry, authorization_details: details, binding_message: message } = ctx.oidc.params ?? {}
  parseDetails(details, String(message))
  if (expiry !== undefined && Number(expiry) > EXPIRY_MAX_SECONDS)
    throw new errors.InvalidRequest(`requested_expiry must be 1 to ${EXPIRY_MAX_SECONDS} seconds`)
}

/**
 * That the API which the request is for has registered this type of authorization details, and that a phone is asked:
 * nothing else here shows any.
 * @throws errors.InvalidAuthorizationDetails (RFC 9396 section 5)
 */
export function checkDetailType(alone: Alone, ctx: KoaContextWithOIDC, type: string): void {
  const { audience } = ctx.oidc.params ?? {}
  if (ctx.oidc.route !== 'backchannel_authentication')
    throw new errors.InvalidAuthorizationDetails('authorization_details are taken at /bc-authorize only')
  const types = typeof audience === 'string' ? requireApi(alone, audience).authorization_details_types : []
  if (!types.includes(type))
    throw new errors.InvalidAuthorizationDetails(`${audience ?? 'no API'} has no authorization details of type ${type}`)
}

/**
 * The words of a client's own token: those asked for, or all of the API's where none were.
 * @throws errors.AccessDenied as Auth0 says it
 */
export function clientScope(alone: Alone, audience: string | undefined, asked: string | undefined): string {
  if (!audience) throw refusal('No audience parameter was provided, and no default audience has been configured')
  const { scopes } = requireClientApi(alone, audience)
  const words = asked?.split(' ').filter(Boolean) ?? []
  const unknown = words.filter((word) => !scopes.includes(word))
  if (unknown.length > 0) throw refusal(`Client has not been granted scopes: ${unknown.join(', ')}`)
  return (words.length > 0 ? words : scopes).join(' ')
}
