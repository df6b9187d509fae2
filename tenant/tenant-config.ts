/** What a business sells: goods, or shares. */
export type BusinessKind = 'shop' | 'brokerage'

/**
 * A relying party that the tenant was told of: one of the bank's own, which asks for no consent, or one that
 * `preparesTransfers`. All other clients are agents from outside.
 */
export interface TenantClient {
  id: string
  /** The client's name on the phone. */
  name: string
  /** Absent for a client that can keep no secret. Such a client neither asks for approvals nor reports outcomes. */
  secret?: string
  redirectUris: string[]
  postLogoutRedirectUris: string[]
  /** Address at which the client wants to hear that a customer has logged out. */
  backchannelLogoutUri?: string
  /** Address at which the client hears that a customer has revoked a mandate on the phone. */
  revocationUri?: string
  /** Whether the client may ask for approvals by CIBA. */
  asksForApprovals: boolean
  /**
   * Whether customers let the client in on a consent page, with a token for the agent API that names no transfer. With
   * that token the bank tells it what to ask the phone for (agents/preparing.ts).
   */
  preparesTransfers?: boolean
  /**
   * Present for a resource server beside the bank, which signs nobody in: it is paid through the bank, with tokens that
   * it gets in exchange for its customers' (oidc/exchange.ts).
   */
  business?: { kind: BusinessKind; audience: string }
  /** Whether this is the bank's own client, which freezes all agents when a customer says "not me". */
  freezesOnNotMe?: boolean
}

/** A customer who can sign in. */
export interface TenantUser {
  sub: string
  name: string
  email: string
}

/** A customer whom the tenant creates, with the password to sign in with. */
export interface SeededUser extends TenantUser {
  password: string
}

/** A client in the configuration of a tenant that runs alone, by Auth0's kinds of application. */
export interface AloneClient {
  client_id: string
  client_secret?: string
  name: string
  type: 'confidential' | 'native' | 'spa' | 'm2m'
  redirect_uris: string[]
  ciba: boolean
}

/** An API that tokens can be for. Auth0 calls its identifier the audience. */
export interface AloneApi {
  audience: string
  scopes: string[]
  authorization_details_types: string[]
}

/** The customers, clients and APIs of a tenant that runs alone, as its file has them. */
export interface AloneFile {
  users: SeededUser[]
  clients: AloneClient[]
  apis: AloneApi[]
}

export interface Alone extends AloneFile {
  /** The tenant's own API, by which clients manage the users. */
  management: AloneApi
}

/** The settings of `createTenant`. */
export interface TenantConfig {
  /** Origin with a trailing slash, as Auth0 writes its issuer. */
  issuer: string
  port: number
  /** The host that the port is opened on: loopback, unless a proxy on another machine must reach it. */
  listenHost: string
  /** How many proxies in front add themselves to X-Forwarded-For. With 0 the header is ignored. */
  trustedProxies: number
  databaseUrl: string
  clients: TenantClient[]
  /** Audience of the agent API. The bank's own clients, and clients that prepare transfers, get tokens for it. */
  agentAudience: string
  /** Audience of the MCP API, the only one that agents from outside get tokens for. */
  mcpAudience: string
  /** Agents' metadata documents by their addresses, for tests alone; these are not fetched over the network. */
  documents?: Record<string, object>
  /** Origins of push services on loopback, for tests alone; all others must be public. */
  pushStandIns?: string[]
  /** The address that error pages link back to. */
  homeUrl: string
  demoPassword: string
  /** Signs the tenant's cookies. Where absent, a secret is made once and kept in the database. */
  cookieSecret?: string
  /** Present where the tenant serves clients of anybody, without the bank: `npm run tenant`. */
  alone?: Alone
  /** Key and certificate, as PEM, where the tenant ends TLS itself. */
  tls?: { key: string; cert: string }
  /** Seconds between two polls for an approval; the next member is the same for a device's code. */
  pollIntervalSeconds: number
  deviceIntervalSeconds: number
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug' | 'trace'
}
