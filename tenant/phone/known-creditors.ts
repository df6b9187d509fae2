import type { PaymentInitiation } from '../oidc/payment-initiation'
import type { Sql } from '../store/database'

/** An account that this customer has approved a transfer to, by the names it was shown with at last. */
export interface KnownCreditor {
  id: string
  name: string
  accountName: string
}

/** Whom this customer has paid from this phone before. */
export async function listKnownCreditors(sql: Sql, sub: string): Promise<KnownCreditor[]> {
  // The names are read here and not in SQL: an old one may hold \u0000, which Postgres refuses to make a text of.
  const rows = await sql<{ details: PaymentInitiation }[]>`
    SELECT DISTINCT ON (creditor_id) details FROM tenant.approvals
    WHERE sub = ${sub} AND decision = 'approved' AND creditor_id IS NOT NULL ORDER BY creditor_id, decided_at DESC`
  return rows.map(({ details }) => ({
    id: details.creditorAccount.id,
    name: details.creditorName,
    accountName: details.creditorAccount.name,
  }))
}
