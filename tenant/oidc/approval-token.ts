import { errors, type KoaContextWithOIDC } from 'oidc-provider'
import { readApproval } from '../phone/signed-answer'
import type { Sql } from '../store/database'
import { CIBA_GRANT } from './agent-api'
import type { AuthorizationDetail } from './authorization-detail'
import { refuseDetails } from './bank-detail'

/**
 * What an approval's token allows: the details that the device was shown, and none that the poll names.
 * @throws errors.InvalidAuthorizationDetails for any other token; errors.InvalidGrant where no device has given a yes
 */
export async function approvedDetails(
  sql: Sql,
  ctx: KoaContextWithOIDC,
  grantType: string,
): Promise<AuthorizationDetail[]> {
  if (grantType !== CIBA_GRANT || ctx.oidc.params?.authorization_details !== undefined) return refuseDetails()
  const approval = await readApproval(sql, String(ctx.oidc.params?.auth_req_id))
  if (!approval || approval.details.length === 0) throw new errors.InvalidGrant('no device has given this approval')
  return approval.details
}

/**
 * The claims of an agent's token that say what was displayed and which device gave the yes. From `binding_message`
 * and the detail the token's reader can rebuild the displayed document and compare its hash. `jkt` is the thumbprint of
 * the device's key, named as in RFC 9449 section 6.1. It is not under `cnf`, because the agent does not hold that key. `amr`
 * says how the yes was given (RFC 8176).
 * A mandate's token also carries the signed answer itself, which the bank keeps with the mandate.
 * @returns undefined for every other token
 */
export async function evidenceClaims(sql: Sql, ctx: KoaContextWithOIDC): Promise<Record<string, unknown> | undefined> {
  const { grant_type: grantType, auth_req_id: authReqId } = ctx.oidc?.params ?? {}
  if (grantType !== CIBA_GRANT || typeof authReqId !== 'string') return undefined
  const approval = await readApproval(sql, authReqId)
  if (!approval) return undefined
  const { displayedHash, bindingMessage, device, amr, details, signed } = approval
  const isMandate = details.some(({ type }) => type === 'standing_mandate') && signed
  const claims = { displayed_hash: displayedHash, binding_message: bindingMessage, device, amr }
  return isMandate ? { ...claims, device_answer: signed } : claims
}
