import { type Configuration, errors, type KoaContextWithOIDC } from 'oidc-provider'
import { deviceFlowOf } from '../agents/device-flow'
import { metadataDocuments } from '../agents/metadata-documents'
import type { Changes } from '../phone/changes'
import { recordRequest } from '../phone/record-request'
import type { Sql } from '../store/database'
import type { TenantConfig } from '../tenant-config'
import { describeApi, resourceFor } from './agent-api'
import { approvedDetails } from './approval-token'
import { requireBindingMessage, subjectOfLoginHint } from './backchannel'
import { detailTypesFor, parseBankDetails, refuseDetails } from './bank-detail'
import { CLIENT_CREDENTIALS } from './business-token'
import { protectedApi } from './protected-apis'

/** The protocols that are on, each with the tenant's own rules. Every other protocol is off. */
export function featuresOf(sql: Sql, config: TenantConfig, changes: Changes): Configuration['features'] {
  return {
    devInteractions: { enabled: false },
    // RFC 9449: a client that sends a proof with its poll gets a token bound to the proof's key.
    dPoP: { enabled: true },
    pushedAuthorizationRequests: { enabled: false },
    // logout.ts replaces both pages.
    rpInitiatedLogout: { enabled: true, logoutSource: emptyPage, postLogoutSuccessSource: emptyPage },
    backchannelLogout: { enabled: true },
    userinfo: { enabled: true },
    deviceFlow: deviceFlowOf(config),
    clientIdMetadataDocument: metadataDocuments(sql),
    // RFC 7009: revoking a refresh token ends the access that it was given for.
    revocation: { enabled: true, allowedPolicy: (_ctx, client, token) => token.clientId === client.clientId },
    resourceIndicators: {
      enabled: true,
      defaultResource: (ctx, client, oneOf) => resourceFor(ctx, client, config) ?? oneOf ?? [],
      useGrantedResource: () => true,
      getResourceServerInfo: (ctx, resource, client) => describeApi(ctx, resource, client, config),
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
      triggerAuthenticationDevice: (ctx, request) => {
        const { audience, authorization_details: details } = ctx.oidc.params ?? {}
        const kind = protectedApi(config, audience)?.kind ?? 'bank'
        return recordRequest(sql, changes, ctx, request, parseBankDetails(details, kind))
      },
    },
    richAuthorizationRequests: {
      enabled: true,
      types: Object.fromEntries(detailTypesFor(true).map((type) => [type, { validate: refuseElsewhere }])),
      authorizationDetailsForGrantSource: refuseDetails,
      authorizationDetailsForAccessToken: (ctx, _token, _source, grantType) => approvedDetails(sql, ctx, grantType),
    },
  }
}

function emptyPage(ctx: KoaContextWithOIDC): void {
  ctx.body = ''
}

/**
 * Refuses details anywhere but at /bc-authorize, and where a business asks to move its own money. Only the phone shows a
 * transfer, so a sign-in must not be able to grant one.
 */
function refuseElsewhere(ctx: KoaContextWithOIDC): void {
  const isOwnMoney = ctx.oidc.route === 'token' && ctx.oidc.params?.grant_type === CLIENT_CREDENTIALS
  if (ctx.oidc.route !== 'backchannel_authentication' && !isOwnMoney) refuseDetails()
}
