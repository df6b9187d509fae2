import { z } from 'zod'
import { Problem } from '@/lib/platform/http/problem'
import type { ServiceConfig } from './config'
import { unreachable } from './unavailable'

const ANSWER_MS_MAX = 4_000
const EXCHANGE = 'urn:ietf:params:oauth:grant-type:token-exchange'
const ACCESS_TOKEN = 'urn:ietf:params:oauth:token-type:access_token'
const SCOPE = 'create:transfer'

/** A token for the bank's agent API. */
export interface BankToken {
  token: string
  expiresAt: Date
}

const answer = z.object({ access_token: z.string(), expires_in: z.number().positive() })

/**
 * Exchanges the token of a customer's agent, which is for this business, for one by which the business asks the bank on
 * their behalf (RFC 8693): the payment alone, for a minute at most.
 * @throws Problem `approval_mismatch` if the tenant does not exchange this token, or not once more; `unavailable` if it
 *   cannot be reached
 */
export function exchange(config: ServiceConfig, subjectToken: string): Promise<BankToken> {
  const form = { grant_type: EXCHANGE, subject_token: subjectToken, subject_token_type: ACCESS_TOKEN }
  return tokenFor(config, form)
}

/**
 * A token for the business's own money, which names the one transfer that it allows; without a detail, one that allows
 * none.
 * @param since when the customer's token was issued that this one follows from, in seconds since 1970
 * @throws Problem `unavailable`
 */
export function ownToken(config: ServiceConfig, detail?: object, since?: number): Promise<BankToken> {
  const details = detail && { authorization_details: JSON.stringify([detail]) }
  const first = since !== undefined && { subject_issued_at: `${since}` }
  return tokenFor(config, { grant_type: 'client_credentials', ...details, ...first })
}

async function tokenFor(config: ServiceConfig, form: Record<string, string>): Promise<BankToken> {
  const { tenant, clientId, clientSecret, bankAudience } = config
  const client = { client_id: clientId, client_secret: clientSecret }
  const askedAt = Date.now()
  const response = await fetch(`${tenant}/oauth/token`, {
    method: 'POST',
    body: new URLSearchParams({ ...client, audience: bankAudience, scope: SCOPE, ...form }),
    signal: AbortSignal.timeout(ANSWER_MS_MAX),
    redirect: 'error',
  }).catch((cause: unknown) => {
    throw unreachable('The tenant cannot be reached.', cause)
  })
  const body: unknown = await response.json().catch(() => null)
  const given = answer.safeParse(body)
  if (response.ok && given.success) {
    const { access_token: token, expires_in: seconds } = given.data
    return { token, expiresAt: new Date(askedAt + seconds * 1_000) }
  }
  if (response.status === 400)
    throw new Problem('approval_mismatch', { detail: 'The tenant does not exchange this token.' })
  throw unreachable('The tenant gives no token.', `the token endpoint answered ${response.status}`)
}
