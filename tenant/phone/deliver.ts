import { errors, type Provider } from 'oidc-provider'
import { TRANSFER_SCOPE } from '../oidc/agent-api'
import type { Sql } from '../store/database'
import type { Decided } from './decide'

const DENIED = 'the customer denied the request'

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
      // oidc-provider stores the message under a name that it does not read it from.
      request.errorDescription = DENIED
      await provider.backchannelResult(request, new errors.AccessDenied(DENIED))
    } else {
      const grant = new provider.Grant({ accountId: request.accountId, clientId: request.clientId })
      grant.addOIDCScope('openid')
      grant.addResourceScope(agentAudience, TRANSFER_SCOPE)
      await grant.save()
      await provider.backchannelResult(request, grant, {
        rar: [decided.details],
        amr: ['pwd', 'user'],
        authTime: epoch(),
      })
    }
  }
  await sql`UPDATE tenant.approvals SET delivered_at = now() WHERE id = ${decided.id}`
}

/** Answers that were written down when the process or the database died before the provider heard of them. */
export async function listUndelivered(sql: Sql): Promise<Decided[]> {
  return sql<Decided[]>`
    SELECT id, auth_req_id AS "authReqId", decision, details FROM tenant.approvals
    WHERE decision IS NOT NULL AND delivered_at IS NULL AND decided_at < now() - ${UNDELIVERED_AFTER}::interval
    ORDER BY decided_at LIMIT 100`
}

function epoch(): number {
  return Math.floor(Date.now() / 1000)
}
