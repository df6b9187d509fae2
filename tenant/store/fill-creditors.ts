import { z } from 'zod'
import type { Sql } from './database'

const Details = z.object({ creditorAccount: z.object({ id: z.string() }) })

/** Fills the column `creditor_id` of rows that are older than the column. Later starts find nothing to fill. */
export async function fillCreditors(sql: Sql): Promise<void> {
  const rows = await sql<{ id: string; details: unknown }[]>`
    SELECT id, details FROM tenant.approvals WHERE creditor_id IS NULL`
  for (const { id, details } of rows) {
    const parsed = Details.safeParse(details)
    // Details that cannot be read pay nobody, so the row is left alone.
    if (!parsed.success || parsed.data.creditorAccount.id.includes('\0')) continue
    await sql`UPDATE tenant.approvals SET creditor_id = ${parsed.data.creditorAccount.id} WHERE id = ${id}`
  }
}
