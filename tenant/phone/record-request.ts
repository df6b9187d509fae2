import { errors, type KoaContextWithOIDC, type Provider } from 'oidc-provider'
import { parsePaymentInitiation } from '../oidc/payment-initiation'
import type { Sql } from '../store/database'
import type { Changes } from './changes'
import { displayedDocument, hashOfDisplayed } from './displayed'

type BackchannelRequest = InstanceType<Provider['BackchannelAuthenticationRequest']>

/** More than anybody reads: beyond it an agent is flooding the phone, hoping for a tired tap. */
export const PENDING_MAX = 50

/**
 * Puts a backchannel request on its customer's phone.
 * @throws errors.CustomOIDCProviderError `too_many_requests` while 50 requests of that customer wait already
 */
export async function recordRequest(
  sql: Sql,
  changes: Changes,
  ctx: KoaContextWithOIDC,
  request: BackchannelRequest,
): Promise<void> {
  const { accountId: sub, jti } = request
  const { clientName: askedBy, clientId } = ctx.oidc.client ?? {}
  const { authorization_details: details, binding_message: message } = ctx.oidc.params ?? {}
  if (!sub || !askedBy || !clientId || typeof message !== 'string') throw new Error('a request was recorded unchecked')
  const transfer = parsePaymentInitiation(details)
  const displayed = displayedDocument({ details: transfer, bindingMessage: message })
  const recorded = await sql.begin(async (transaction) => {
    // The count below must see what others have just written, so the requests for one customer go one by one.
    await transaction`SELECT FROM tenant.users WHERE sub = ${sub} FOR NO KEY UPDATE`
    return transaction`
      INSERT INTO tenant.approvals (auth_req_id, sub, client_id, asked_by, binding_message, details, creditor_id,
                                    displayed, displayed_hash, expires_at)
      SELECT ${jti}, ${sub}, ${clientId}, ${askedBy}, ${message}, ${JSON.stringify(transfer)}::text::json,
             ${transfer.creditorAccount.id}, ${displayed}, ${hashOfDisplayed(displayed)},
             now() + make_interval(secs => ${request.remainingTTL}::float8)
      WHERE (SELECT count(*) FROM tenant.approvals
             WHERE sub = ${sub} AND decision IS NULL AND expires_at > now()) < ${PENDING_MAX}
      RETURNING id`
  })
  if (recorded.length === 0) {
    throw new errors.CustomOIDCProviderError('too_many_requests', 'too many requests wait for this customer')
  }
  changes.announce(sub)
}
