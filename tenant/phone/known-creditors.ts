import { z } from 'zod'
import type { Sql } from '../store/database'

/** An account that this customer has approved a transfer to, with the names that were shown last. */
export interface KnownCreditor {
  id: string
  name: string
  accountName: string
}

/** Read loosely: an old row may hold names that no request may hold today. */
const Paid = z.object({ creditorAccount: z.object({ id: z.string(), name: z.string() }), creditorName: z.string() })

/** The accounts that this customer has approved a transfer to. */
export async function listKnownCreditors(sql: Sql, sub: string): Promise<KnownCreditor[]> {
  // The names are read here and not in SQL: an old row may hold \u0000, which Postgres refuses to turn into text.
  const rows = await sql<{ details: unknown }[]>`
    SELECT DISTINCT ON (creditor_id) details FROM tenant.approvals
    WHERE sub = ${sub} AND decision = 'approved' AND creditor_id IS NOT NULL ORDER BY creditor_id, decided_at DESC`
  return rows.flatMap(({ details }) =>
    [details]
      .flat()
      .flatMap((detail) => Paid.safeParse(detail).data ?? [])
      .map(({ creditorAccount: { id, name }, creditorName }) => ({ id, name: creditorName, accountName: name })),
  )
}
