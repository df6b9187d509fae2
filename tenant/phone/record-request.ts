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
  const askedBy = ctx.oidc.client?.clientName
  const { authorization_details: details, binding_message: message } = ctx.oidc.params ?? {}
  if (!sub || !askedBy || typeof message !== 'string') throw new Error('a request was recorded unchecked')
  const transfer = parsePaymentInitiation(details)
  const displayed = displayedDocument({ details: transfer, bindingMessage: message })
  const recorded = await sql`
    INSERT INTO tenant.approvals (auth_req_id, sub, asked_by, binding_message, details, displayed, displayed_hash, expires_at)
    SELECT ${jti}, ${sub}, ${askedBy}, ${message}, ${JSON.stringify(transfer)}::text::json,
           ${displayed}, ${hashOfDisplayed(displayed)}, now() + make_interval(secs => ${request.remainingTTL}::float8)
    WHERE (SELECT count(*) FROM tenant.approvals WHERE sub = ${sub} AND decision IS NULL AND expires_at > now()) < ${PENDING_MAX}
    RETURNING id`
  if (recorded.length === 0) {
    throw new errors.CustomOIDCProviderError('too_many_requests', 'too many requests wait for this customer')
  }
  changes.announce(sub)
}
