import { z } from 'zod'
import type { Sql } from './database'

const Details = z.object({ creditorAccount: z.object({ id: z.string() }) })

/** Writes into rows from before there was a column for it whom they were to pay. Finds nothing to do from then on. */
export async function fillCreditors(sql: Sql): Promise<void> {
  const rows = await sql<{ id: string; details: unknown }[]>`
    SELECT id, details FROM tenant.approvals WHERE creditor_id IS NULL`
  for (const { id, details } of rows) {
    const parsed = Details.safeParse(details)
    // What cannot be read pays nobody: the row is left alone, and known of nobody.
    if (!parsed.success || parsed.data.creditorAccount.id.includes('\0')) continue
    await sql`UPDATE tenant.approvals SET creditor_id = ${parsed.data.creditorAccount.id} WHERE id = ${id}`
  }
}
