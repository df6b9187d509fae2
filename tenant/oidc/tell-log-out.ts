import type { Provider, Session } from 'oidc-provider'
import type { Logger } from 'pino'
import type { TenantConfig } from '../tenant-config'

/**
 * A method that the provider's types lack. It sends a logout token, and throws unless the client answers 200 or 204.
 */
interface Told {
  backchannelLogout(sub: string, sid: string | undefined): Promise<void>
}

/**
 * Tells every client that this session signed in to that the session is over (OpenID Connect Back-Channel Logout 1.0).
 * The provider waits 2.5 s for each client. A client that does not answer keeps its own session until it expires.
 */
export async function tellLogOut(provider: Provider, session: Session, log: Logger): Promise<void> {
  const { accountId } = session
  if (!accountId) return
  const telling = Object.keys(session.authorizations ?? {}).map(async (clientId) => {
    const client = await provider.Client.find(clientId)
    if (!client?.backchannelLogoutUri) return
    await (client as unknown as Told).backchannelLogout(accountId, session.sidFor(clientId))
  })
  for (const told of await Promise.allSettled(telling)) {
    if (told.status === 'rejected') log.warn({ err: told.reason }, 'a client was not told of a log-out')
  }
}

/**
 * Lets the provider fetch the clients' own logout addresses. It refuses loopback addresses, but the bank may live on
 * one; all others stay refused.
 */
export function fetchFor({ clients, documents }: Pick<TenantConfig, 'clients' | 'documents'>): typeof fetch {
  const uris = clients.map(({ backchannelLogoutUri }) => backchannelLogoutUri)
  return async (url, options: RequestInit & { dispatcher?: unknown } = {}) => {
    const document = documents?.[String(url)]
    if (document !== undefined) return Response.json(document)
    const { dispatcher: _, ...unguarded } = options
    return fetch(url, uris.includes(String(url)) ? unguarded : options)
  }
}
