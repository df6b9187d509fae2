import { type Client, errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import { seeOther } from '../http/answers'
import { readForm } from '../http/form'
import { type Middleware, route } from '../http/route'
import { requireSameOrigin } from '../http/same-origin'
import { SHORT_GRANT } from '../oidc/lifetimes'
import { sendConsentPage } from '../pages/consent'
import { renderExpiredSignIn } from '../pages/problem'
import { findUser } from '../sign-in/users'
import type { Sql } from '../store/database'
import type { TenantConfig, TenantUser } from '../tenant-config'
import { DeviceDetails } from './device-flow'
import { allow } from './grants'
import { type McpScope, mcpScopesIn } from './mcp-api'
import { preparesTransfers, preparingOf } from './preparing'
import { isLoopback, whoAsks } from './who-asks'

const PATH = /^\/u\/consent\/([\w-]+)$/

interface Asked {
  interaction: string
  customer: TenantUser
  client: Client
  scopes: McpScope[]
  params: Record<string, unknown>
  offline: boolean
  from: { redirect: URL; loopback: boolean } | { code: string; place: string }
}

/** The consent page. /authorize and /activate send a browser here before an agent gets anything. */
export function consentRoutes(sql: Sql, config: TenantConfig, provider: Provider): Middleware[] {
  const show = (ctx: KoaContextWithOIDC, asked: Asked) => {
    const { customer, client, scopes, params, offline, from } = asked
    const prepares = preparesTransfers(config, client.clientId)
    const may = prepares ? { preparing: preparingOf(config, params).said } : { scopes }
    const lasts = prepares ? 'prepares' : offline ? 'offline' : 'once'
    sendConsentPage(ctx, { who: whoAsks(client, prepares), customer, may, lasts, from, action: ctx.path })
  }

  const take = async (ctx: KoaContextWithOIDC, asked: Asked) => {
    requireSameOrigin(ctx, config.issuer)
    const answer = (await readForm(ctx)).get('answer')
    if (answer !== 'allow' && answer !== 'refuse') return ctx.throw(400)
    const result = answer === 'allow' ? await agree(asked) : REFUSED
    seeOther(ctx, await provider.interactionResult(ctx.req, ctx.res, result))
  }

  async function agree(asked: Asked) {
    const { interaction, customer, client, scopes, offline } = asked
    if (preparesTransfers(config, client.clientId)) return { consent: { grantId: await letPrepare(asked) } }
    const shown = whoAsks(client)
    const audience = config.mcpAudience
    const grantId = await allow(sql, provider, {
      ...{ interaction, sub: customer.sub, client, shown, audience, scopes, offline },
    })
    return { consent: { grantId } }
  }

  /** Leaves nothing for the customer to revoke: the token names no transfer, ends soon and cannot be refreshed. */
  async function letPrepare({ customer, client: { clientId }, params }: Asked): Promise<string> {
    const { audience, scopes } = preparingOf(config, params)
    const grant = new provider.Grant({ accountId: customer.sub, clientId, ...SHORT_GRANT })
    grant.addOIDCScope('openid')
    grant.addResourceScope(audience, scopes.join(' '))
    return grant.save()
  }

  const withAsked = (work: (ctx: KoaContextWithOIDC, asked: Asked) => Promise<void> | void) => {
    return async (ctx: KoaContextWithOIDC) => {
      const asked = await readAsked(sql, provider, ctx)
      if (asked) await work(ctx, asked)
      else renderExpiredSignIn(ctx, config.homeUrl)
    }
  }

  return [route('GET', PATH, withAsked(show)), route('POST', PATH, withAsked(take))]
}

const REFUSED = { error: 'access_denied', error_description: 'the customer has refused' }

/**
 * The consent that this browser is asked for, as the provider keeps it; undefined where it is asked for none, or no
 * longer.
 */
async function readAsked(sql: Sql, provider: Provider, ctx: KoaContextWithOIDC): Promise<Asked | undefined> {
  const interaction = await provider.interactionDetails(ctx.req, ctx.res).catch((error: unknown) => {
    if (error instanceof errors.SessionNotFound) return undefined
    throw error
  })
  if (interaction?.prompt.name !== 'consent') return undefined
  const { uid, params, session, deviceCode } = interaction
  const customer = await findUser(sql, session?.accountId ?? '')
  const client = await provider.Client.find(String(params.client_id))
  if (!customer || !client) return undefined
  const from = deviceCode === undefined ? redirectOf(params) : await deviceOf(provider, deviceCode)
  if (!from) return undefined
  const scopes = mcpScopesIn(params.scope)
  const offline = client.grantTypeAllowed('refresh_token')
  return { interaction: uid, customer, client, scopes, params, offline, from }
}

/** The provider has checked `redirect_uri` against the client's list before it sends the browser to this page. */
function redirectOf(params: Record<string, unknown>): { redirect: URL; loopback: boolean } {
  const redirect = new URL(String(params.redirect_uri))
  return { redirect, loopback: isLoopback(redirect.hostname) }
}

async function deviceOf(provider: Provider, id: string): Promise<{ code: string; place: string } | undefined> {
  const stored = await provider.DeviceCode.find(id, { ignoreExpiration: false })
  const details = DeviceDetails.safeParse(stored?.deviceInfo)
  if (!stored?.userCode || !details.success) return undefined
  return { code: stored.userCode.replace(/^(.{4})(.{4})$/, '$1-$2'), place: details.data.place }
}
