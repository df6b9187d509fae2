import { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider'
import type { Changes } from '../phone/changes'
import { recordRequest } from '../phone/record-request'
import type { Sql } from '../store/database'
import type { TenantConfig } from '../tenant-config'
import { CIBA_GRANT, describeAgentApi, resourceFor } from './agent-api'
import { requireBindingMessage, subjectOfLoginHint } from './backchannel'

/** The protocols that are on, and the rules that each leaves to us. What is not needed is off. */
export function featuresOf(sql: Sql, config: TenantConfig, changes: Changes): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    // RFC 9449: whoever sends a proof with the poll gets a token that is bound to its key.
    dPoP: { enabled: true },
    pushedAuthorizationRequests: { enabled: false },
    // Both pages are replaced in logout.ts.
    rpInitiatedLogout: { enabled: true, logoutSource: emptyPage, postLogoutSuccessSource: emptyPage },
    userinfo: { enabled: true },
    resourceIndicators: {
      enabled: true,
      defaultResource: (ctx, _client, oneOf) => resourceFor(ctx) ?? oneOf ?? [],
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx, resource) => describeAgentApi(ctx, resource, config.agentAudience),
    },
    ciba: {
      enabled: true,
      deliveryModes: ['poll'],
      processLoginHint: (_ctx, hint) => subjectOfLoginHint(hint, config.issuer),
      processLoginHintToken: () => {
        throw new errors.UnknownUserId('login_hint_token is not taken, login_hint is')
      },
      validateBindingMessage: (_ctx, message) => requireBindingMessage(message),
      validateRequestContext: () => {},
      verifyUserCode: () => {},
      triggerAuthenticationDevice: (ctx, request) => recordRequest(sql, changes, ctx, request),
    },
    richAuthorizationRequests: {
      enabled: true,
      types: { payment_initiation: { validate: (ctx) => refuseOutsideBackchannel(ctx) } },
      authorizationDetailsForGrantSource: refuse,
      authorizationDetailsForAccessToken: (ctx, _token, source, grantType) => {
        // The details of the token are those that the phone showed, never those of the poll.
        if (grantType !== CIBA_GRANT || ctx.oidc.params?.authorization_details !== undefined) return refuse()
        return source?.rar
      },
    },
  }
}

function emptyPage(ctx: KoaContextWithOIDC): void {
  ctx.body = ''
}

/** A transfer is approved on the phone. Signing in shows no transfer, so it must not be able to yield one. */
function refuseOutsideBackchannel(ctx: KoaContextWithOIDC): void {
  if (ctx.oidc.route !== 'backchannel_authentication') refuse()
}

function refuse(): never {
  throw new errors.InvalidAuthorizationDetails('authorization_details are taken at /bc-authorize only')
}
