import type { Sql } from './database'

/** Expired requests are kept for a while, so that a late poll gets `expired_token` and not "no such request". */
const RECORD_GRACE = '1 hour'
/** How long answers about devices are kept. The yes to a device that is still enrolled stays. */
const DEVICE_REQUESTS = '30 days'
/**
 * How long the phone shows requests that nobody answered. Answers stay: they are evidence, and they name known
 * creditors.
 */
const HISTORY = '30 days'

/** Deletes rows that have expired for good. */
export async function sweep(sql: Sql): Promise<void> {
  await sql`DELETE FROM tenant.records WHERE expires_at < now() - ${RECORD_GRACE}::interval`
  await sql`DELETE FROM tenant.approvals WHERE decision IS NULL AND expires_at < now() - ${HISTORY}::interval`
  await sql`DELETE FROM tenant.phone_sessions WHERE expires_at < now()`
  await sql`
    DELETE FROM tenant.push_subscriptions USING tenant.devices AS device
    WHERE device.id = device_id AND removed_at IS NOT NULL`
  await sql`
    DELETE FROM tenant.code_keys AS code_key WHERE replaced_at < now() - ${RECORD_GRACE}::interval
      AND NOT EXISTS (SELECT FROM tenant.approvals WHERE code_key_id = code_key.id)`
  await sql`DELETE FROM tenant.device_challenges WHERE expires_at < now()`
  await sql`DELETE FROM tenant.device_tickets WHERE expires_at < now()`
  await sql`DELETE FROM tenant.device_requests WHERE answer IS NULL AND expires_at < now() - ${RECORD_GRACE}::interval`
  await sql`
    DELETE FROM tenant.device_requests AS request WHERE expires_at < now() - ${DEVICE_REQUESTS}::interval
      AND NOT EXISTS (SELECT FROM tenant.devices AS device
                      WHERE device.thumbprint = request.thumbprint AND removed_at IS NULL)`
  // Rows whose grant the provider has dropped; they have outlived every token of theirs.
  await sql`
    DELETE FROM tenant.agent_grants AS allowed WHERE granted_at < now() - ${RECORD_GRACE}::interval
      AND NOT EXISTS (SELECT FROM tenant.records WHERE model = 'Grant' AND id = allowed.grant_id)`
  await sql`DELETE FROM tenant.sign_in_attempts WHERE window_ends_at < now()`
}
