import { errors, type Grant, type Provider } from 'oidc-provider'
import { SHORT_GRANT } from '../oidc/lifetimes'
import { protectedApi } from '../oidc/protected-apis'
import type { Sql } from '../store/database'
import type { TenantConfig } from '../tenant-config'
import { describeDenial } from './denial-reason'
import { type Decided, readApproval } from './signed-answer'

type BackchannelRequest = InstanceType<Provider['BackchannelAuthenticationRequest']>

/** After this time the request that recorded the answer is surely no longer telling the provider itself. */
const UNDELIVERED_AFTER = '5 seconds'
const PAUSE_SECONDS = 10
const PAUSE_SECONDS_MAX = 3_600

/**
 * Tells the provider of an answer, so that the next poll gets its token or `access_denied`. Telling twice is harmless:
 * a consumed request stays consumed.
 * @throws Error for a yes that no device has signed or made a code for, which gets no token
 */
export async function deliver(sql: Sql, provider: Provider, config: TenantConfig, decided: Decided): Promise<void> {
  const request = await provider.BackchannelAuthenticationRequest.find(decided.authReqId)
  if (request?.accountId && request.clientId) {
    if (decided.decision === 'denied') {
      const denial = describeDenial(decided.reason)
      // oidc-provider stores the message under one name and reads it from another.
      request.errorDescription = denial
      await provider.backchannelResult(request, new errors.AccessDenied(denial))
    } else {
      const approval = await readApproval(sql, decided.authReqId)
      if (!approval) throw new Error('no device has given this approval')
      const grant = await grantForApproval(provider, config, request)
      await provider.backchannelResult(request, grant, {
        rar: approval.details.length > 0 ? approval.details : undefined,
        // A password, and a key kept in software or a code that such a key made (RFC 8176 section 2).
        amr: ['pwd', approval.signed ? 'swk' : 'otp'],
        authTime: await authTimeOf(sql, decided.id),
      })
    }
  }
  await sql`UPDATE tenant.approvals SET delivered_at = now() WHERE id = ${decided.id}`
}

/** Answers that were recorded while the process or the database died before the provider was told, oldest first. */
export async function listUndelivered(sql: Sql): Promise<Decided[]> {
  return sql<Decided[]>`
    SELECT id, auth_req_id AS "authReqId", decision, client_id AS "clientId",
           CASE WHEN reason_code IS NOT NULL
                THEN json_strip_nulls(json_build_object('code', reason_code, 'text', reason_text)) END AS reason
    FROM tenant.approvals
    WHERE decision IS NOT NULL AND delivered_at IS NULL AND decided_at < now() - ${UNDELIVERED_AFTER}::interval
      AND coalesce(deliver_after, decided_at) <= now()
    ORDER BY decided_at, id LIMIT 100`
}

/**
 * Puts off an answer that could not be delivered: by ten seconds at first, then twice as long each time, an hour at
 * most.
 */
export async function putOffDelivery(sql: Sql, id: string): Promise<void> {
  await sql`
    UPDATE tenant.approvals SET delivery_attempts = delivery_attempts + 1, deliver_after = now() + make_interval(
      secs => least(${PAUSE_SECONDS} * power(2, least(delivery_attempts, 20)), ${PAUSE_SECONDS_MAX})) WHERE id = ${id}`
}

/**
 * The grant that a yes creates. At the bank it covers the API that was asked for and the one scope that its approvals
 * give; where the tenant runs alone, it covers what the request asked for.
 */
async function grantForApproval(
  provider: Provider,
  config: Pick<TenantConfig, 'alone' | 'clients' | 'agentAudience'>,
  request: BackchannelRequest,
): Promise<Grant> {
  const { accountId, clientId } = request
  const grant = new provider.Grant({
    accountId,
    clientId,
    ...(!config.alone && SHORT_GRANT),
  })
  if (config.alone) {
    const { scope = 'openid', resource } = request
    grant.addOIDCScope(scope)
    if (typeof resource === 'string') grant.addResourceScope(resource, scope)
  } else {
    const api = protectedApi(config, request.resource)
    if (!api) throw new Error('an approval for no API')
    grant.addOIDCScope('openid')
    grant.addResourceScope(api.audience, api.scope)
  }
  await grant.save()
  return grant
}

/** When the customer gave the password, in seconds since 1970 (OpenID Connect Core section 2, `auth_time`). */
async function authTimeOf(sql: Sql, id: string): Promise<number | undefined> {
  const [row] = await sql<{ at: number | null }[]>`
    SELECT floor(extract(epoch FROM authenticated_at))::float8 AS at FROM tenant.approvals WHERE id = ${id}`
  return row?.at ?? undefined
}
