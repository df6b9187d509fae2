import type { Configuration } from 'oidc-provider'
import { addressOf } from '../http/address'
import { countAttempt } from '../sign-in/attempts'
import type { Sql } from '../store/database'
import { requireRules } from './client-rules'

type Documents = NonNullable<NonNullable<Configuration['features']>['clientIdMetadataDocument']>

/** A limit, because each fetch makes the tenant ask a stranger's host for a document. */
const FETCHES_PER_ADDRESS = 60
const MINUTE = 60

/**
 * Whether the host is a name, and not the name of this computer. The provider's guard checks an address only once it
 * has connected; a host that is plainly an address is not even connected to.
 */
function hasName({ hostname }: URL): boolean {
  return !/^\[|^[\d.]+$|(^|\.)localhost\.?$/.test(hostname)
}

/**
 * Agents whose client id is the address of a document about them (draft-ietf-oauth-client-id-metadata-document-02). The
 * provider fetches the document over https, never from an internal address, and caches it.
 */
export function metadataDocuments(sql: Sql): Documents {
  return {
    enabled: true,
    ack: 'draft-02',
    allowFetch: async (ctx, clientId) =>
      hasName(new URL(clientId)) && (await countAttempt(sql, `document:${addressOf(ctx)}`, FETCHES_PER_ADDRESS)) === 0,
    allowClient: (_ctx, client) => {
      requireRules(client)
      return true
    },
    cacheDuration: { min: MINUTE, max: 60 * MINUTE },
  }
}
