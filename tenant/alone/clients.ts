import type { ClientMetadata, KoaContextWithOIDC } from 'oidc-provider'
import { DEVICE_GRANT } from '../agents/command-line'
import { CIBA_GRANT } from '../oidc/agent-api'
import type { AloneClient, TenantClient } from '../tenant-config'

/** A client as the rest of the tenant knows its own. */
export function asOwnClient(client: AloneClient): TenantClient {
  return {
    id: client.client_id,
    name: client.name,
    ...(client.client_secret !== undefined && { secret: client.client_secret }),
    redirectUris: client.redirect_uris,
    postLogoutRedirectUris: originsOf(client),
    asksForApprovals: client.ciba,
  }
}

/** A client as the provider knows one, with the grants that Auth0 gives to its kind of application. */
export function metadataOf(client: AloneClient, detailTypes: string[]): ClientMetadata {
  const { client_id, client_secret, name, type, redirect_uris, ciba } = client
  const signsIn = redirect_uris.length > 0
  const isPublic = client_secret === undefined
  return {
    client_id,
    client_name: name,
    ...(client_secret !== undefined && { client_secret }),
    token_endpoint_auth_method: isPublic ? 'none' : 'client_secret_post',
    application_type: type === 'native' ? 'native' : 'web',
    redirect_uris,
    response_types: signsIn ? ['code'] : [],
    post_logout_redirect_uris: originsOf(client),
    grant_types: [
      ...(signsIn ? ['authorization_code'] : []),
      ...(signsIn || ciba || type === 'native' ? ['refresh_token'] : []),
      ...(type === 'native' ? [DEVICE_GRANT] : []),
      ...(isPublic ? [] : ['client_credentials']),
      ...(ciba ? [CIBA_GRANT] : []),
    ],
    authorization_details_types: ciba ? detailTypes : [],
    ...(ciba && { backchannel_token_delivery_mode: 'poll' as const }),
  }
}

/** Whether a page of this origin may read what a client's endpoints answer: a single-page app's own. */
export function mayReadAnswers(clients: AloneClient[], ctx: KoaContextWithOIDC, origin: string): boolean {
  const client = clients.find(({ client_id: id }) => id === ctx.oidc.client?.clientId)
  return client?.type === 'spa' && client.redirect_uris.some((address) => new URL(address).origin === origin)
}

/** Where a customer may be sent after logging out: each app's own front page, with a slash or without. */
function originsOf({ redirect_uris: addresses }: AloneClient): string[] {
  const origins = addresses.map((address) => new URL(address).origin).filter((origin) => origin !== 'null')
  return [...new Set(origins)].flatMap((origin) => [origin, `${origin}/`])
}
