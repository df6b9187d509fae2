import { jwtVerify } from 'jose'
import { z } from 'zod'
import { type Customer, findCustomer } from '@/lib/ledger/customer'
import { env } from '@/lib/platform/env'
import { Problem } from '@/lib/platform/http/problem'
import { isOutOfResources } from '@/lib/platform/out-of-resources'
import { uuid } from '@/lib/platform/text/uuid'
import { TenantUnavailable, tenant } from './tenant-keys'
import { SKEW_SECONDS } from './token-claims'

const TOKEN_CHARACTERS_MAX = 4_000

export const mandateRevocation = z.strictObject({ token: z.string().max(TOKEN_CHARACTERS_MAX) })

/** The events that the tenant tells of. Their names are the tenant's and the bank's own (tenant/phone/tell-bank.ts). */
const REVOKED = 'urn:baink:mandate-revoked'
const RECOVERED = 'urn:baink:devices-recovered'
const THAWED = 'urn:baink:agents-thawed'
/** Sent again later it would revoke nothing more; but a statement that is said now should be of now. */
const AGE_SECONDS_MAX = 120

const said = z.object({
  sub: z.string(),
  iat: z.int(),
  events: z.union([
    z.strictObject({ [REVOKED]: z.strictObject({ mandate: uuid }) }),
    z.strictObject({ [RECOVERED]: z.strictObject({}) }),
    z.strictObject({ [THAWED]: z.strictObject({}) }),
  ]),
})

/** What a customer has done on the phone: revoked one mandate, replaced all devices with a recovery code, or thawed agents. */
export type DoneOnPhone = { customer: Customer } & (
  | { kind: 'revoked'; mandateId: string }
  | { kind: 'recovered' }
  | { kind: 'thawed'; at: Date }
)

/**
 * Proves what the tenant says that a customer has done on the phone: a security event token (RFC 8417) of this tenant's,
 * for this bank, of now.
 * @throws Problem `unauthenticated`; `not_found` of somebody who is no customer; `unavailable` if the tenant's keys cannot be
 *   had
 */
export async function readRevocation(token: string): Promise<DoneOnPhone> {
  const { sub, iat, events } = await verified(token)
  const customer = await findCustomer(sub)
  if (!customer) throw new Problem('not_found')
  if (RECOVERED in events) return { customer, kind: 'recovered' }
  if (THAWED in events) return { customer, kind: 'thawed', at: new Date(iat * 1_000) }
  return { customer, kind: 'revoked', mandateId: events[REVOKED].mandate }
}

async function verified(token: string): Promise<z.output<typeof said>> {
  try {
    const { issuer, keys } = await tenant()
    const { payload } = await jwtVerify(token, keys, {
      ...{ issuer, audience: env().AUTH0_CLIENT_ID, algorithms: ['RS256'], typ: 'secevent+jwt' },
      ...{ maxTokenAge: AGE_SECONDS_MAX, clockTolerance: SKEW_SECONDS, requiredClaims: ['sub', 'iat', 'jti', 'aud'] },
    })
    return said.parse(payload)
  } catch (error) {
    if (error instanceof TenantUnavailable || isOutOfResources(error))
      throw new Problem('unavailable', { headers: { 'Retry-After': '5' }, cause: error })
    throw new Problem('unauthenticated', { cause: error })
  }
}
