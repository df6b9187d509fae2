import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import { z } from 'zod'
import type { AuthorizationDetail } from '../oidc/authorization-detail'
import { secondsToAnswer } from '../oidc/backchannel'
import { paymentIn } from '../oidc/payment-initiation'
import { parseActor } from '../oidc/requested-actor'
import type { Sql } from '../store/database'
import type { Changes } from './changes'
import { documentOf, hashOfDisplayed } from './displayed'

type BackchannelRequest = InstanceType<Provider['BackchannelAuthenticationRequest']>

const Identified = z.object({ identifier: z.guid() })

/** More requests than anybody reads; beyond that an agent is flooding the phone, hoping for a careless tap. */
export const PENDING_MAX = 50

/**
 * Puts a backchannel request on its customer's phone.
 * @param details already checked; at the bank they have one identifier
 * @throws errors.CustomOIDCProviderError `too_many_requests` while 50 requests of that customer wait already
 */
export async function recordRequest(
  sql: Sql,
  changes: Changes,
  ctx: KoaContextWithOIDC,
  request: BackchannelRequest,
  details: AuthorizationDetail[],
): Promise<void> {
  const { accountId: sub, jti } = request
  const { clientName: askedBy, clientId } = ctx.oidc.client ?? {}
  const { binding_message: message, requested_actor: stated } = ctx.oidc.params ?? {}
  if (!sub || !askedBy || !clientId || typeof message !== 'string') throw new Error('a request was recorded unchecked')
  const actor = parseActor(stated)
  const payment = paymentIn(details)
  const identifier = Identified.safeParse(details[0]).data?.identifier ?? null
  const displayed = documentOf(details, message)
  const recorded = await sql.begin(async (transaction) => {
    // The count below must see every earlier row, so this lock makes the requests for one customer take turns.
    await transaction`SELECT FROM tenant.users WHERE sub = ${sub} FOR NO KEY UPDATE`
    return transaction<{ id: string }[]>`
      INSERT INTO tenant.approvals (auth_req_id, sub, client_id, asked_by, binding_message, details, creditor_id,
                                    identifier, displayed, displayed_hash, actor_sub, actor_profile, actor_name, actor_host, expires_at)
      SELECT ${jti}, ${sub}, ${clientId}, ${askedBy}, ${message}, ${JSON.stringify(payment && details.length === 1 ? payment : details)}::text::json,
             ${payment?.creditorAccount.id ?? null}::text, ${identifier}::uuid, ${displayed}, ${hashOfDisplayed(displayed)},
             ${actor?.sub ?? null}::text, ${actor?.profile ?? null}::text, ${actor?.name ?? null}::text, ${actor?.host ?? null}::text,
             now() + make_interval(secs => ${secondsToAnswer(ctx)}::float8)
      WHERE (SELECT count(*) FROM tenant.approvals
             WHERE sub = ${sub} AND decision IS NULL AND outcome IS NULL AND expires_at > now()) < ${PENDING_MAX}
      RETURNING id`
  })
  const [{ id } = { id: '' }] = recorded
  if (id === '') {
    throw new errors.CustomOIDCProviderError('too_many_requests', 'too many requests wait for this customer')
  }
  changes.announceRequest(sub, id)
}
