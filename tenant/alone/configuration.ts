import { type Configuration, errors, type Grant, interactionPolicy, type KoaContextWithOIDC } from 'oidc-provider'
import { CIBA_GRANT } from '../oidc/agent-api'
import { parseDetails } from '../oidc/authorization-detail'
import { OIDC_SCOPES } from '../oidc/granted-scope'
import type { Changes } from '../phone/changes'
import { recordRequest } from '../phone/record-request'
import { readApproval } from '../phone/signed-answer'
import type { Sql } from '../store/database'
import type { Alone } from '../tenant-config'
import { describeApi, requestedResource, requireApi } from './audiences'
import { mayReadAnswers, metadataOf } from './clients'
import { checkDetailType, checkRequest } from './requests'
import { shapeAlone } from './token-shape'

const HOUR = 3_600
const DAY = 24 * HOUR

interface Parts {
  sql: Sql
  issuer: string
  alone: Alone
  changes: Changes
}

/** The bank's configuration, with all that makes the tenant the bank's own replaced: any clients, any APIs, any details. */
export function configurationAlone(bank: Configuration, { sql, issuer, alone, changes }: Parts): Configuration {
  const detailTypes = [...new Set(alone.apis.flatMap(({ authorization_details_types: types }) => types))]
  const policy = interactionPolicy.base()
  policy.remove('consent')
  return {
    ...bank,
    clients: alone.clients.map((client) => metadataOf(client, detailTypes)),
    clientBasedCORS: (ctx, origin) => mayReadAnswers(alone.clients, ctx, origin),
    discovery: {},
    scopes: OIDC_SCOPES,
    // Auth0 asks it of clients that have no secret.
    pkce: { required: (_ctx, client) => client.clientAuthMethod === 'none' },
    ttl: {
      ...bank.ttl,
      // For /userinfo alone; an API's says its own.
      AccessToken: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? DAY,
      ClientCredentials: (_ctx, token) => token.resourceServer?.accessTokenTTL ?? DAY,
      RefreshToken: 30 * DAY,
      Grant: 31 * DAY,
    },
    interactions: { policy, url: (_ctx, { uid }) => `/u/login/${uid}` },
    loadExistingGrant: grantAll,
    extraParams: {
      audience: (ctx, audience) => {
        if (typeof audience === 'string' && audience !== '') requireApi(alone, audience)
        checkRequest(ctx)
      },
    },
    issueRefreshToken: async (_ctx, client, source) =>
      client.grantTypeAllowed('refresh_token') &&
      // Without a page of consent the provider drops this word at /authorize.
      (source.kind === 'AuthorizationCode' || source.scopes.has('offline_access')),
    expiresWithSession: async () => false,
    rotateRefreshToken: (ctx) => ctx.oidc.client?.clientAuthMethod === 'none',
    extraTokenClaims: async () => undefined,
    formats: { customizers: { jwt: (ctx, _token, parts) => shapeAlone(ctx, issuer, parts) } },
    features: {
      ...bank.features,
      clientIdMetadataDocument: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx, _client, oneOf) => requestedResource(ctx) ?? oneOf ?? [],
        useGrantedResource: () => true,
        getResourceServerInfo: (ctx, resource) => describeApi(alone, ctx, resource),
      },
      ciba: {
        ...bank.features?.ciba,
        triggerAuthenticationDevice: (ctx, request) => {
          const { authorization_details: details, binding_message: message } = ctx.oidc.params ?? {}
          return recordRequest(sql, changes, ctx, request, parseDetails(details, String(message)))
        },
      },
      richAuthorizationRequests: {
        enabled: true,
        types: Object.fromEntries(
          detailTypes.map((type) => [type, { validate: (ctx) => checkDetailType(alone, ctx, type) }]),
        ),
        authorizationDetailsForGrantSource: () => undefined,
        authorizationDetailsForAccessToken: async (ctx, _token, source, grantType) => {
          if (grantType !== CIBA_GRANT) return source && 'rar' in source ? source.rar : undefined
          const approval = await readApproval(sql, String(ctx.oidc.params?.auth_req_id))
          if (!approval) throw new errors.InvalidGrant('no device has given this approval')
          return approval.details
        },
      },
    } as Configuration['features'],
  }
}

/** The grant behind a sign-in: all that it asks for, since these clients are the customer's own and nobody is to consent. */
async function grantAll(ctx: KoaContextWithOIDC): Promise<Grant | undefined> {
  const { client, session, account, provider, resourceServers = {} } = ctx.oidc
  if (!client || !account) return undefined
  const known = session?.grantIdFor(client.clientId)
  const grant =
    (known && (await provider.Grant.find(known))) ||
    new provider.Grant({ accountId: account.accountId, clientId: client.clientId })
  grant.addOIDCScope(OIDC_SCOPES.join(' '))
  for (const [resource, { scope }] of Object.entries(resourceServers)) grant.addResourceScope(resource, scope)
  await grant.save()
  return grant
}
