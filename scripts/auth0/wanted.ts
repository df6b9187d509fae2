import { businessUrl, DEFAULT_PORTS } from '@/lib/platform/businesses'
import type { Settings } from '@/lib/platform/env'

/** What Auth0 calls the grant of CIBA, and the ones of the portal's sign-in and of a business's own tokens. */
const CIBA = 'urn:openid:params:grant-type:ciba'
const AUTHORIZATION_CODE = 'authorization_code'
const CLIENT_CREDENTIALS = 'client_credentials'
const TOKEN_SECONDS = 300

/** An application (`/api/v2/clients`), found again by its name. */
export interface Application {
  /** The variables that its id and secret are for: `AUTH0`, `SHOP` or `BROKERAGE`, each with `_CLIENT_ID`. */
  variable: 'AUTH0' | 'SHOP' | 'BROKERAGE'
  body: { name: string } & Record<string, unknown>
}

/** An API (`/api/v2/resource-servers`), found again by its identifier. */
export interface Api {
  body: { identifier: string } & Record<string, unknown>
}

/** Which application may ask for which scopes and types of an API, for its users or for itself (`/api/v2/client-grants`). */
export interface Grant {
  application: string
  body: {
    audience: string
    scope: string[]
    subject_type: 'user' | 'client'
    authorization_details_types?: string[]
  }
}

export interface Wanted {
  applications: Application[]
  apis: Api[]
  grants: Grant[]
}

/** What the bank needs of an Auth0 tenant (docs/auth0.md), as the Management API takes it. */
export function wantedOf(settings: Settings): Wanted {
  const { APP_BASE_URL: app, AGENT_API_AUDIENCE: agent = `${app}/api/agent/transfers` } = settings
  const [shop, brokerage] = [audienceOf(settings.SHOP_PORT, 'shop'), audienceOf(settings.BROKERAGE_PORT, 'brokerage')]
  const bank: Application = {
    variable: 'AUTH0',
    body: {
      name: 'the bAInk',
      app_type: 'regular_web',
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: [AUTHORIZATION_CODE, CIBA],
      callbacks: [`${app}/auth/callback`],
      allowed_logout_urls: [app, `${app}/`],
      oidc_logout: { backchannel_logout_urls: [`${app}/auth/backchannel-logout`] },
      async_approval_notification_channels: ['guardian-push'],
    },
  }
  const wanted: Wanted = {
    applications: [bank],
    apis: [
      api('the bAInk: transfers of agents', agent, { 'create:transfer': 'Move money that you approve' }, BANK_TYPES),
    ],
    grants: [forUsers(bank, agent, ['create:transfer'], BANK_TYPES)],
  }
  if (shop) addBusiness(wanted, { ...SHOP, audience: shop }, bank, agent)
  if (brokerage) addBusiness(wanted, { ...BROKERAGE, audience: brokerage }, bank, agent)
  return wanted
}

const PAYMENT = 'payment_initiation'
const BANK_TYPES = [PAYMENT, 'confirmation_limit_change', 'standing_mandate']

interface Business {
  variable: 'SHOP' | 'BROKERAGE'
  name: string
  scopes: Record<string, string>
  type: string
  audience: string
}

const SHOP = {
  variable: 'SHOP' as const,
  name: 'the bAInk: shop',
  scopes: { 'product:buy': 'Buy what you approve' },
  type: 'product_order',
}
const BROKERAGE = {
  variable: 'BROKERAGE' as const,
  name: 'the bAInk: brokerage',
  scopes: { 'stock:trade': 'Trade what you approve', 'portfolio:read': 'Read which shares you hold' },
  type: 'stock_order',
}

/** The audience of a business's tokens; null where none is to run. */
function audienceOf(port: number | undefined, kind: keyof typeof DEFAULT_PORTS): string | null {
  return port === 0 ? null : `${businessUrl(port ?? DEFAULT_PORTS[kind])}/api/orders`
}

function addBusiness(
  wanted: Wanted,
  { variable, name, scopes, type, audience }: Business,
  bank: Application,
  agent: string,
) {
  const types = [type, PAYMENT]
  const application: Application = {
    variable,
    body: {
      name,
      app_type: 'non_interactive',
      token_endpoint_auth_method: 'client_secret_post',
      grant_types: [CLIENT_CREDENTIALS],
    },
  }
  wanted.applications.push(application)
  wanted.apis.push(api(name, audience, scopes, types))
  wanted.grants.push(forUsers(bank, audience, Object.keys(scopes), types), {
    application: name,
    body: { audience: agent, scope: ['create:transfer'], subject_type: 'client' },
  })
}

function api(name: string, identifier: string, scopes: Record<string, string>, types: string[]): Api {
  return {
    body: {
      identifier,
      name,
      signing_alg: 'RS256',
      token_lifetime: TOKEN_SECONDS,
      allow_offline_access: false,
      skip_consent_for_verifiable_first_party_clients: true,
      scopes: Object.entries(scopes).map(([value, description]) => ({ value, description })),
      authorization_details: types.map((type) => ({ type })),
    },
  }
}

const forUsers = ({ body }: Application, audience: string, scope: string[], types: string[]): Grant => ({
  application: body.name,
  body: { audience, scope, subject_type: 'user', authorization_details_types: types },
})
