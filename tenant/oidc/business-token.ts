import { type AuthorizationDetail, errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import { TRANSFER_SCOPE } from '../agents/preparing'
import type { TenantConfig } from '../tenant-config'
import { describeProtectedApi } from './agent-api'
import { parseBankDetails } from './bank-detail'
import { type Claims, giveClaims } from './business-claims'

export const CLIENT_CREDENTIALS = 'client_credentials'
const OWN_SECONDS = 60

/** The API and the scope that a token is for. */
export interface Target {
  audience: string
  scope: string
}

interface Given {
  sub: string
  seconds: number
  details?: AuthorizationDetail[] | undefined
  /** The claims that only this token has. */
  claims: Claims
  /** RFC 8693 section 2.2.1: `issued_token_type`, where one token was exchanged for another. */
  type?: string
}

/** Answers a request with a token for this API. It comes with no refresh token. */
export async function answerWithToken(
  ctx: KoaContextWithOIDC,
  { audience, scope }: Target,
  given: Given,
): Promise<void> {
  const { client, provider, params } = ctx.oidc
  if (!client) throw new Error('a token for nobody')
  const { sub: accountId, seconds, details: rar, claims, type } = given
  const resourceServer = new provider.ResourceServer(audience, describeProtectedApi(audience, [scope], seconds))
  const gty = String(params?.grant_type)
  const token = new provider.AccessToken({
    client,
    accountId,
    grantId: '',
    gty,
    resourceServer,
    rar,
    scope,
  })
  giveClaims(token, claims)
  ctx.body = {
    access_token: await token.save(),
    ...(type !== undefined && { issued_token_type: type }),
    token_type: 'Bearer',
    expires_in: seconds,
    scope,
    ...(rar && { authorization_details: rar }),
  }
}

/** The bank's agent API, and what pays there. */
export const bankTarget = ({ agentAudience }: Pick<TenantConfig, 'agentAudience'>): Target => ({
  audience: agentAudience,
  scope: TRANSFER_SCOPE,
})

/** @throws errors.InvalidTarget, errors.InvalidScope unless the request is for the bank's agent API and its scope */
export function requireTransferApi(ctx: KoaContextWithOIDC, { agentAudience }: TenantConfig): void {
  const { audience, scope = TRANSFER_SCOPE } = ctx.oidc.params ?? {}
  if (audience !== agentAudience) throw new errors.InvalidTarget(`audience must be ${agentAudience}`)
  if (scope !== TRANSFER_SCOPE) throw new errors.InvalidScope(`scope must be ${TRANSFER_SCOPE}`, String(scope))
}

/**
 * Gives a business a token of its own for one payment (RFC 6749 section 4.4, RFC 9396 section 6), or for none. The bank
 * lets it pay from its own account alone. No phone is asked: the money is the business's. Where a customer's token led to
 * the payment, as to the payout of a sale, the business says when that was issued, and its own token is no younger.
 */
export function registerOwnTokens(provider: Provider, config: TenantConfig): void {
  const give = async (ctx: KoaContextWithOIDC): Promise<void> => {
    const { client, params = {} } = ctx.oidc
    const business = config.clients.find(({ id }) => id === client?.clientId)?.business
    if (!client || !business) throw new errors.UnauthorizedClient('only a business has tokens of its own')
    requireTransferApi(ctx, config)
    const { authorization_details: asked, subject_issued_at: since } = params
    const details = asked === undefined ? undefined : parseBankDetails(asked, 'bank')
    const claims = { gty: 'client-credentials', ...(since !== undefined && { subject_issued_at: secondsIn(since) }) }
    const sub = `${client.clientId}@clients`
    await answerWithToken(ctx, bankTarget(config), { sub, seconds: OWN_SECONDS, details, claims })
  }
  const parameters = ['audience', 'scope', 'authorization_details', 'subject_issued_at']
  provider.registerGrantType(CLIENT_CREDENTIALS, give, parameters)
}

/** @throws errors.InvalidRequest unless it is a time in the past, in seconds since 1970 */
function secondsIn(since: unknown): number {
  const seconds = typeof since === 'string' && /^\d{1,10}$/.test(since) ? Number(since) : Number.NaN
  if (seconds * 1_000 <= Date.now()) return seconds
  throw new errors.InvalidRequest('subject_issued_at must be a time in the past, in seconds')
}
