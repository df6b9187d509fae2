/** A relying party of the tenant: always first-party here, so no consent is ever asked. */
export interface TenantClient {
  id: string
  /** What the phone calls the one who asks. */
  name: string
  secret: string
  redirectUris: string[]
  postLogoutRedirectUris: string[]
  /** Whether it may ask for approvals by CIBA. */
  asksForApprovals: boolean
}

/** A customer who can sign in. */
export interface TenantUser {
  sub: string
  name: string
  email: string
}

/** Everything that `createTenant` needs to know. */
export interface TenantConfig {
  /** Origin with a trailing slash, as Auth0 writes its issuer. */
  issuer: string
  port: number
  databaseUrl: string
  clients: TenantClient[]
  /** Identifier of the only API that agents may be given tokens for. */
  agentAudience: string
  /** Where the error pages lead back to. */
  homeUrl: string
  demoPassword: string
  /** Signs the tenant's cookies; generated once and kept in the database where absent. */
  cookieSecret?: string
  pollIntervalSeconds: number
  logLevel: 'silent' | 'error' | 'warn' | 'info' | 'debug' | 'trace'
}
