import { type JWK, jwtVerify } from 'jose'
import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import { z } from 'zod'
import { preparesTransfers, TRANSFER_SCOPE } from '../agents/preparing'
import { findUser } from '../sign-in/users'
import type { Sql } from '../store/database'
import type { TenantConfig } from '../tenant-config'
import { answerWithToken, bankTarget, requireTransferApi } from './business-token'
import { ownKeys } from './own-keys'
import { type PaymentInitiation, paymentIn } from './payment-initiation'
import { protectedApi } from './protected-apis'
import { ACCESS_TOKEN, ID_TOKEN, readingTokens } from './reading-token'

/** RFC 8693 section 2.1. */
export const EXCHANGE_GRANT = 'urn:ietf:params:oauth:grant-type:token-exchange'
const PARAMETERS = ['subject_token', 'subject_token_type', 'requested_token_type', 'audience', 'scope']
const REFUSED_PARAMETERS = ['resource', 'authorization_details', 'actor_token', 'actor_token_type']

/** The most hops that a token can tell of, as at Auth0. */
const ACTORS_MAX = 5
const SECONDS_MAX = 60

const Actor = z.looseObject({ sub: z.string(), act: z.unknown().optional() })

const Subject = z.object({
  sub: z.string().min(1),
  jti: z.string().min(1),
  iat: z.number().int(),
  exp: z.number().int(),
  aud: z.union([z.string(), z.array(z.string())]).transform((aud) => [aud].flat()),
  scope: z.string(),
  act: Actor.optional(),
  authorization_details: z.array(z.unknown()).optional(),
  displayed_hash: z.string().optional(),
  binding_message: z.string().optional(),
  device: z.record(z.string(), z.unknown()).optional(),
  amr: z.array(z.string()).optional(),
  subject_issued_at: z.number().int().optional(),
})

type Subject = z.output<typeof Subject>

/**
 * Lets a business exchange its customer's token for one by which it pays at the bank, on the customer's behalf (RFC 8693).
 * The token that comes must be for the business itself. The one that it gets names the payment alone and the business as
 * the actor, ends within a minute and with the token that came, and is given once; a token that names nothing can buy
 * nothing, so it may be exchanged again. What the device signed stays beside it as evidence.
 */
export function registerExchange(provider: Provider, sql: Sql, config: TenantConfig, keys: { keys: JWK[] }): void {
  const trusted = ownKeys(keys)
  const giveReading = readingTokens(sql, config, trusted)

  const readSubject = async (token: string, audience: string): Promise<Subject> => {
    const options = { issuer: config.issuer, audience, algorithms: ['RS256'], typ: 'JWT' }
    const verified = await jwtVerify(token, trusted, options).catch((error: unknown) => {
      if (error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_J')) return undefined
      throw error
    })
    const subject = Subject.safeParse(verified?.payload).data
    if (!subject) throw new errors.InvalidGrant('the subject_token is not for this client')
    return subject
  }

  const exchange = async (ctx: KoaContextWithOIDC): Promise<void> => {
    const { client, params = {} } = ctx.oidc
    const business = config.clients.find(({ id }) => id === client?.clientId)?.business
    if (!client || !business) throw new errors.UnauthorizedClient('only a business exchanges tokens')
    requireTransferApi(ctx, config)
    const subject = await readSubject(readToken(params), business.audience)
    const payment = requirePayable(subject, config, business.audience)
    if (!(await findUser(sql, subject.sub))) throw new errors.InvalidGrant('there is no such customer')
    const act = { sub: client.clientId, sub_profile: 'service', ...(subject.act && { act: subject.act }) }
    if (actorsIn(act) > ACTORS_MAX) throw new errors.InvalidGrant('the token has been through too many hands')
    const seconds = Math.min(SECONDS_MAX, subject.exp - Math.floor(Date.now() / 1_000))
    if (seconds < 1) throw new errors.InvalidGrant('the subject_token is over')
    // Last, because it cannot be taken back.
    if (payment) await spend(sql, subject, config.agentAudience)
    await answerWithToken(ctx, bankTarget(config), {
      sub: subject.sub,
      seconds,
      details: payment && [payment],
      claims: { act, ...evidenceIn(subject) },
      type: ACCESS_TOKEN,
    })
  }

  const exchangeEither = (ctx: KoaContextWithOIDC): Promise<void> => {
    const { client, params } = ctx.oidc
    const isReading = [ID_TOKEN, ACCESS_TOKEN].includes(String(params?.subject_token_type))
    const asks = config.clients.some(({ id, asksForApprovals }) => id === client?.clientId && asksForApprovals)
    return isReading && asks && !preparesTransfers(config, client?.clientId) ? giveReading(ctx) : exchange(ctx)
  }

  provider.registerGrantType(EXCHANGE_GRANT, exchangeEither, [...PARAMETERS, ...REFUSED_PARAMETERS])
}

function readToken(params: Record<string, unknown>): string {
  const refused = REFUSED_PARAMETERS.find((name) => params[name] !== undefined)
  if (refused !== undefined) throw new errors.InvalidRequest(`${refused} is not taken`)
  if (params.subject_token_type !== ACCESS_TOKEN)
    throw new errors.InvalidRequest(`subject_token_type must be ${ACCESS_TOKEN}`)
  if ((params.requested_token_type ?? ACCESS_TOKEN) !== ACCESS_TOKEN) {
    throw new errors.InvalidRequest(`requested_token_type must be ${ACCESS_TOKEN}`)
  }
  if (typeof params.subject_token !== 'string') throw new errors.InvalidRequest('subject_token is missing')
  return params.subject_token
}

/**
 * The one payment that the token allows; undefined for a token that names nothing. A token to read with pays nothing, so
 * it must not become one that asks for payments.
 * @throws errors.InvalidGrant, errors.InvalidScope
 */
function requirePayable(subject: Subject, config: TenantConfig, audience: string): PaymentInitiation | undefined {
  const api = protectedApi(config, audience)
  const besides = subject.aud.filter((each) => each !== audience && each !== `${config.issuer}userinfo`)
  if (besides.length > 0) throw new errors.InvalidGrant('the subject_token is for others as well')
  if (!api || !subject.scope.split(' ').includes(api.scope)) {
    throw new errors.InvalidScope('the subject_token buys nothing', TRANSFER_SCOPE)
  }
  if (subject.authorization_details === undefined) return undefined
  const payment = paymentIn(subject.authorization_details)
  if (!payment) throw new errors.InvalidGrant('the subject_token names no payment')
  return payment
}

/**
 * What the device signed, for the bank's audit. A token from before a freeze must not look younger by being exchanged, so
 * the time of the first token goes along.
 */
function evidenceIn({ displayed_hash, binding_message, device, amr, iat, subject_issued_at: first }: Subject) {
  return { displayed_hash, binding_message, device, amr, subject_issued_at: first ?? iat }
}

function actorsIn(act: unknown): number {
  const actor = Actor.safeParse(act).data
  return actor ? 1 + actorsIn(actor.act) : 0
}

/** Of any number of exchanges at once exactly one succeeds. */
async function spend(sql: Sql, { jti, exp }: Subject, audience: string): Promise<void> {
  const spent = await sql`
    INSERT INTO tenant.records (model, id, payload, expires_at)
    VALUES ('Exchange', ${`${jti} ${audience}`}, '{}', to_timestamp(${exp}))
    ON CONFLICT DO NOTHING RETURNING id`
  if (spent.length === 0) throw new errors.InvalidGrant('the subject_token has been exchanged before')
}
