import type { KoaContextWithOIDC } from 'oidc-provider'
import type { Sql } from '../store/database'
import { CIBA_GRANT } from './agent-api'

interface Evidence {
  displayedHash: string
  id: string
  name: string
  jkt: string
}

/**
 * The claims of an agent's token that say what was displayed and which device signed the yes. `jkt` is the thumbprint of
 * the device's key, named as RFC 9449 section 6.1 names one; it is not under `cnf`, because the agent does not hold it.
 * @returns undefined for every other token, and for a yes from before devices were enrolled
 */
export async function evidenceClaims(sql: Sql, ctx: KoaContextWithOIDC): Promise<Record<string, unknown> | undefined> {
  const { grant_type: grantType, auth_req_id: authReqId } = ctx.oidc?.params ?? {}
  if (grantType !== CIBA_GRANT || typeof authReqId !== 'string') return undefined
  const [evidence] = await sql<Evidence[]>`
    SELECT approval.displayed_hash AS "displayedHash", device.id, device.name, device.thumbprint AS jkt
    FROM tenant.approvals AS approval JOIN tenant.devices AS device ON device.id = approval.device_id
    WHERE approval.auth_req_id = ${authReqId} AND approval.decision = 'approved'`
  if (!evidence) return undefined
  const { displayedHash, ...device } = evidence
  return { displayed_hash: displayedHash, device }
}
