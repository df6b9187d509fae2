import { type CompactVerifyGetKey, compactVerify, type JWTVerifyGetKey, jwtVerify } from 'jose'
import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import { z } from 'zod'
import { findGrant } from '../agents/grants'
import type { Sql } from '../store/database'
import type { TenantConfig } from '../tenant-config'
import { answerWithToken } from './business-token'
import { protectedApi } from './protected-apis'

/** RFC 8693 section 3. */
export const ID_TOKEN = 'urn:ietf:params:oauth:token-type:id_token'
export const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const SECONDS_MAX = 60

const SignIn = z.object({ iss: z.string(), aud: z.string(), sub: z.string().min(1), sid: z.string().min(1) })

type SignIn = z.output<typeof SignIn>

const OfAgent = z.object({
  sub: z.string().min(1),
  client_id: z.string().min(1),
  scope: z.string(),
  grant_id: z.string().min(1),
  exp: z.number().int(),
})

/** Whom the token is for, for how long, and who reads. */
interface Reader {
  sub: string
  seconds: number
  /** The agent from outside that reads by way of the bank. */
  agent?: string
}

/**
 * Lets the bank's own client exchange a customer's token for one that reads at one business, and does nothing else (RFC 8693
 * section 2.1). It is either the ID token of a sign-in that still lives: an ID token outlives its hour here as it does as
 * a hint at log-out (OpenID Connect RP-Initiated Logout 1.0, section 2), and ends with its session. Or it is the token with
 * which an agent from outside came to the bank's MCP endpoint, which holds the wanted scope and whose grant still stands.
 */
export function readingTokens(sql: Sql, config: TenantConfig, trusted: CompactVerifyGetKey & JWTVerifyGetKey) {
  const readSignIn = async (token: unknown, clientId: string): Promise<SignIn> => {
    const verified = await compactVerify(String(token), trusted, { algorithms: ['RS256'] }).catch(() => null)
    const claims = verified && SignIn.safeParse(parsed(verified.payload)).data
    // A logout token is signed by the same keys for the same client (OpenID Connect Back-Channel Logout 1.0, section 2.4).
    const isIdToken = verified?.protectedHeader.typ !== 'logout+jwt'
    if (!claims || !isIdToken || claims.iss !== config.issuer || claims.aud !== clientId)
      throw new errors.InvalidGrant('the subject_token is not of a sign-in at this client')
    return claims
  }

  const readAgent = async (token: unknown, scope: string): Promise<Reader> => {
    const options = { issuer: config.issuer, audience: config.mcpAudience, algorithms: ['RS256'], typ: 'at+jwt' }
    const verified = await jwtVerify(String(token), trusted, options).catch(() => null)
    const { success, data } = OfAgent.safeParse(verified?.payload)
    const isHeld = success && verified?.payload.aud === config.mcpAudience && data.scope.split(' ').includes(scope)
    if (!isHeld) throw new errors.InvalidGrant('the subject_token does not read there')
    if ((await findGrant(sql, data.grant_id))?.sub !== data.sub)
      throw new errors.InvalidGrant('the access was taken back')
    const left = data.exp - Math.floor(Date.now() / 1_000)
    if (left < 1) throw new errors.InvalidGrant('the subject_token is over')
    return { sub: data.sub, agent: data.client_id, seconds: Math.min(SECONDS_MAX, left) }
  }

  const readCustomer = async (token: unknown, clientId: string): Promise<Reader> => {
    const { sub, sid } = await readSignIn(token, clientId)
    if (!(await isSignedIn(sql, clientId, sub, sid))) throw new errors.InvalidGrant('the sign-in has ended')
    return { sub, seconds: SECONDS_MAX }
  }

  return async (ctx: KoaContextWithOIDC): Promise<void> => {
    const { client, params = {} } = ctx.oidc
    if (!client) throw new Error('a token for nobody')
    const { audience, scope, resource, authorization_details: details, actor_token: actor } = params
    if (resource !== undefined || details !== undefined || actor !== undefined)
      throw new errors.InvalidRequest('only subject_token, audience and scope are taken')
    const api = protectedApi(config, audience)
    if (!api || api.reading.length === 0) throw new errors.InvalidTarget('nothing is read there')
    if (typeof scope !== 'string' || !api.reading.includes(scope))
      throw new errors.InvalidScope(`scope must be ${api.reading.join(' or ')}`, String(scope))
    const { subject_token: token, subject_token_type: type } = params
    const reader = type === ID_TOKEN ? readCustomer(token, client.clientId) : readAgent(token, scope)
    const { sub, seconds, agent } = await reader
    const act = {
      ...{ sub: client.clientId, sub_profile: 'service' },
      ...(agent !== undefined && { act: { sub: agent, sub_profile: 'ai_agent' } }),
    }
    await answerWithToken(ctx, { audience: api.audience, scope }, { sub, seconds, claims: { act }, type: ACCESS_TOKEN })
  }
}

function parsed(payload: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(payload))
  } catch {
    return null
  }
}

/** Whether the session that the sign-in began lives, with this customer, and this client still signed in by it. */
async function isSignedIn(sql: Sql, clientId: string, sub: string, sid: string): Promise<boolean> {
  const found = await sql`
    SELECT FROM tenant.records WHERE model = 'Session' AND expires_at > now() AND payload ->> 'accountId' = ${sub}
      AND payload -> 'authorizations' -> ${clientId}::text ->> 'sid' = ${sid}`
  return found.length > 0
}
