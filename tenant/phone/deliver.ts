import { errors, type Provider } from 'oidc-provider'
import { TRANSFER_SCOPE } from '../oidc/agent-api'
import type { Sql } from '../store/database'
import type { Decided } from './decide'
import { describeDenial } from './denial-reason'

/** Old enough that the request that wrote it is surely not telling the provider at this moment. */
const UNDELIVERED_AFTER = '5 seconds'

/**
 * Tells the provider of an answer, so that the next poll gets its token or its `access_denied`.
 * Telling twice is harmless: a request that was consumed stays consumed.
 */
export async function deliver(sql: Sql, provider: Provider, agentAudience: string, decided: Decided): Promise<void> {
  const request = await provider.BackchannelAuthenticationRequest.find(decided.authReqId)
  if (request?.accountId && request.clientId) {
    if (decided.decision === 'denied') {
      const denial = describeDenial(decided.reason)
      // oidc-provider stores the message under a name that it does not read it from.
      request.errorDescription = denial
      await provider.backchannelResult(request, new errors.AccessDenied(denial))
    } else {
      const grant = new provider.Grant({ accountId: request.accountId, clientId: request.clientId })
      grant.addOIDCScope('openid')
      grant.addResourceScope(agentAudience, TRANSFER_SCOPE)
      await grant.save()
      await provider.backchannelResult(request, grant, {
        rar: [decided.details],
        // A password, and a key kept in software (RFC 8176 section 2).
        amr: ['pwd', 'swk'],
        authTime: epoch(),
      })
    }
  }
  await sql`UPDATE tenant.approvals SET delivered_at = now() WHERE id = ${decided.id}`
}

/** Answers that were written down when the process or the database died before the provider heard of them. */
export async function listUndelivered(sql: Sql): Promise<Decided[]> {
  return sql<Decided[]>`
    SELECT id, auth_req_id AS "authReqId", decision, details,
           CASE WHEN reason_code IS NOT NULL
                THEN json_strip_nulls(json_build_object('code', reason_code, 'text', reason_text)) END AS reason
    FROM tenant.approvals
    WHERE decision IS NOT NULL AND delivered_at IS NULL AND decided_at < now() - ${UNDELIVERED_AFTER}::interval
    ORDER BY decided_at LIMIT 100`
}

function epoch(): number {
  return Math.floor(Date.now() / 1000)
}
