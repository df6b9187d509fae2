import type { Sql } from './database'

/** Expired requests are kept a while so that a late poll hears `expired_token` and not "no such request". */
const RECORD_GRACE = '1 hour'
/** How long what was answered about devices is kept; beyond it the yes to a device that is still enrolled stays. */
const DEVICE_REQUESTS = '30 days'
/** How far back the phone shows what nobody answered. Answers stay: they are evidence, and whom a customer has paid. */
const HISTORY = '30 days'

/** Deletes what has expired for good. */
export async function sweep(sql: Sql): Promise<void> {
  await sql`DELETE FROM tenant.records WHERE expires_at < now() - ${RECORD_GRACE}::interval`
  await sql`DELETE FROM tenant.approvals WHERE decision IS NULL AND expires_at < now() - ${HISTORY}::interval`
  await sql`DELETE FROM tenant.phone_sessions WHERE expires_at < now()`
  await sql`DELETE FROM tenant.device_challenges WHERE expires_at < now()`
  await sql`DELETE FROM tenant.device_tickets WHERE expires_at < now()`
  await sql`DELETE FROM tenant.device_requests WHERE answer IS NULL AND expires_at < now() - ${RECORD_GRACE}::interval`
  await sql`
    DELETE FROM tenant.device_requests AS request WHERE expires_at < now() - ${DEVICE_REQUESTS}::interval
      AND NOT EXISTS (SELECT FROM tenant.devices AS device
                      WHERE device.thumbprint = request.thumbprint AND removed_at IS NULL)`
  await sql`DELETE FROM tenant.sign_in_attempts WHERE window_ends_at < now()`
}
