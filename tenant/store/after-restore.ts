import type postgres from 'postgres'

/** What the provider keeps of clients that registered themselves: it gives nobody access. */
const KEPT = 'Client'

/**
 * Ends everything that a restored tenant would take up again: a request whose token was used may be open again, an access
 * that was revoked be granted, a ticket or code that was used be good once more. Customers and agents sign in anew. Does
 * nothing where there is no tenant. Devices stay: one that was removed after the restored moment is enrolled again.
 */
export async function endWhatWasOpen(sql: postgres.ISql): Promise<void> {
  const [table] = await sql`SELECT to_regclass('tenant.schema_versions') AS found`
  if (!table?.found) return
  await sql`DELETE FROM tenant.records WHERE model <> ${KEPT}`
  await sql`DELETE FROM tenant.agent_grants`
  await sql`DELETE FROM tenant.phone_sessions`
  await sql`DELETE FROM tenant.device_challenges`
  await sql`DELETE FROM tenant.device_tickets`
  await sql`DELETE FROM tenant.device_requests WHERE answer IS NULL`
  await sql`
    UPDATE tenant.approvals SET outcome = 'failed', outcome_at = now()
    WHERE outcome IS NULL AND (decision IS NULL OR delivered_at IS NULL)`
  // There is no request left that a yes or no could be delivered to.
  await sql`UPDATE tenant.approvals SET delivered_at = now() WHERE decision IS NOT NULL AND delivered_at IS NULL`
}
