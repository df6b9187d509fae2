import type { AloneFile, TenantConfig } from '../tenant-config'
import { asOwnClient } from './clients'
import { managementApi } from './management/scopes'

/** Auth0's (docs: "Client-Initiated Backchannel Authentication"). */
const INTERVAL_SECONDS = 5

interface Place {
  /** Origin with a trailing slash. */
  issuer: string
  port: number
  databaseUrl: string
  tls?: TenantConfig['tls']
  intervalSeconds?: number
  logLevel: TenantConfig['logLevel']
}

/**
 * The configuration of a tenant that serves these users, clients and APIs and no bank.
 * @throws Error where an API of the file has the identifier of the tenant's own
 */
export function configAlone(file: AloneFile, place: Place): TenantConfig {
  const management = managementApi(place.issuer)
  if (file.apis.some(({ audience }) => audience === management.audience))
    throw new Error(`TENANT_CONFIG: apis: ${management.audience} is the tenant’s own Management API`)
  const { intervalSeconds = INTERVAL_SECONDS, ...rest } = place
  return {
    ...rest,
    alone: { ...file, management },
    listenHost: '127.0.0.1',
    trustedProxies: 0,
    clients: file.clients.map(asOwnClient),
    homeUrl: `${place.issuer}phone`,
    // The bank's alone; nothing here asks for them.
    agentAudience: '',
    mcpAudience: '',
    demoPassword: '',
    pollIntervalSeconds: intervalSeconds,
    deviceIntervalSeconds: intervalSeconds,
  }
}
