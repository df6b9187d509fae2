import { randomBytes } from 'node:crypto'
import type { KoaContextWithOIDC, Provider } from 'oidc-provider'
import { z } from 'zod'
import { addressOf } from '../http/address'
import { readJson } from '../http/form'
import { type Middleware, route } from '../http/route'
import { PostgresAdapter } from '../oidc/adapter'
import { countAttempt } from '../sign-in/attempts'
import type { Sql } from '../store/database'
import type { TenantConfig } from '../tenant-config'
import { isLoopbackHost, problemWithName, problemWithRedirect } from './client-rules'
import { DEVICE_GRANT } from './command-line'
import { MCP_SCOPES, mcpScopes } from './mcp-api'

const PER_ADDRESS = 20
const HOUR = 3_600
/**
 * How long a client is kept that no customer has allowed. An allowed client is kept as long as its access (grants.ts).
 */
const UNUSED_SECONDS = 24 * HOUR
const GRANTS = ['authorization_code', 'refresh_token']
const SCOPES = [...MCP_SCOPES, 'offline_access']

const words = (problemWith: (value: unknown) => string | undefined) =>
  z.unknown().superRefine((value, context) => {
    const message = problemWith(value)
    if (message !== undefined) context.addIssue({ code: 'custom', message })
  })

/**
 * RFC 7591 section 2: unknown members are dropped, and known members with values that are not offered here are refused.
 */
const Metadata = z.object({
  client_name: words(problemWithName).transform(String),
  redirect_uris: z.array(words(problemWithRedirect).transform(String)).min(1).max(5),
  token_endpoint_auth_method: z.literal('none', 'must be none: no agent has a secret here').default('none'),
  application_type: z.enum(['native', 'web']).optional(),
  // The device grant is for the bank's own command line. A client that asks for it too is registered without it.
  grant_types: z.array(z.enum([...GRANTS, DEVICE_GRANT])).default(GRANTS),
  response_types: z.tuple([z.literal('code', 'must be code alone')], 'must be code alone').default(['code']),
  scope: z
    .string()
    .refine((scope) => scope.split(' ').every((word) => SCOPES.includes(word)), `must be of: ${SCOPES.join(' ')}`)
    .optional(),
})

/**
 * `POST /oidc/register` (RFC 7591), for agents that have no metadata document. It is open to anybody, 20 times an hour
 * from one address. The client is public, must use PKCE and can get tokens for MCP only; it is dropped after a day
 * unless a customer has allowed it. Answers 201, or 400 with a description that begins with the wrong member.
 */
export function registerRoute(sql: Sql, provider: Provider, config: Pick<TenantConfig, 'clients'>): Middleware {
  const clients = new PostgresAdapter(sql, 'Client')
  return route('POST', /^\/oidc\/register$/, async (ctx) => {
    ctx.set('Cache-Control', 'no-store')
    const wait = await countAttempt(sql, `register:${addressOf(ctx)}`, PER_ADDRESS, HOUR)
    if (wait > 0) {
      ctx.set('Retry-After', String(wait))
      return refuse(ctx, 429, 'too_many_requests', 'too many registrations from this address')
    }
    const sent = Metadata.safeParse(await readJson(ctx))
    if (!sent.success) {
      const [first] = sent.error.issues
      const member = String(first?.path[0] ?? '')
      const code = member === 'redirect_uris' ? 'invalid_redirect_uri' : 'invalid_client_metadata'
      return refuse(ctx, 400, code, `${member || 'the body'}: ${first?.message}`)
    }
    const problem = problemWithType(sent.data)
    if (problem !== undefined) return refuse(ctx, 400, 'invalid_client_metadata', `application_type: ${problem}`)
    const client = asClient(sent.data)
    requireClient(provider, client)
    await clients.upsert(client.client_id, client, UNUSED_SECONDS)
    ctx.status = 201
    ctx.body = { ...client, scope: [...mcpScopes(config), 'offline_access'].join(' ') }
  })
}

type Sent = z.infer<typeof Metadata>

/** A web client cannot receive its codes on the customer's own computer (OpenID Connect Registration section 2). */
function problemWithType({ application_type: type, redirect_uris: addresses }: Sent): string | undefined {
  return type === 'web' && addresses.some(isLocal) ? 'must be native where codes are sent to this computer' : undefined
}

function asClient({ client_name, redirect_uris, application_type, grant_types }: Sent) {
  return {
    client_id: `agent_${randomBytes(18).toString('base64url')}`,
    client_id_issued_at: Math.floor(Date.now() / 1000),
    client_name,
    redirect_uris,
    application_type: application_type ?? (redirect_uris.some(isLocal) ? ('native' as const) : ('web' as const)),
    grant_types: ['authorization_code', ...(grant_types.includes('refresh_token') ? ['refresh_token'] : [])],
    response_types: ['code' as const],
    token_endpoint_auth_method: 'none' as const,
  }
}

function isLocal(address: string): boolean {
  return isLoopbackHost(new URL(address).hostname)
}

/**
 * Refuses a client that the provider could not load later. The provider's types hide the constructor that it loads
 * clients with.
 */
function requireClient(provider: Provider, client: object): void {
  const { Client } = provider as unknown as { Client: new (metadata: object) => unknown }
  new Client(client)
}

function refuse(ctx: KoaContextWithOIDC, status: number, error: string, description: string): void {
  ctx.status = status
  ctx.body = { error, error_description: description }
}
