import { FIRST_FENCE } from '@/lib/approvals/lease'
import { moveApproval } from '@/lib/approvals/move-approval'
import { type Database, openDatabase } from '@/lib/platform/database/client'
import { asOwner } from './as-owner'
import type { Cluster } from './cluster'

/**
 * Does what a process does that was away for long and does not know that it was replaced: with the bank's own code,
 * and under the fence of its lost lease, it ends approvals that another process drives now.
 * @returns how many it tried to end, and how many it did.
 */
export async function moveAsReplaced({ ownerUrl, database }: Cluster): Promise<{ tried: number; moved: number }> {
  const rows = await asOwner(
    ownerUrl,
    (sql) => sql<{ id: string }[]>`
      SELECT a.id FROM approvals a WHERE a.status = 'pending'
        AND (SELECT count(*) FROM harness.moves m WHERE m.approval = a.id AND m.lease) > 1`,
  )
  const { link, url } = await database.linkFor('app')
  url.searchParams.set('application_name', 'replaced-process')
  process.env.DATABASE_URL = url.href
  const shared = globalThis as { bainkDatabase?: Database }
  shared.bainkDatabase = openDatabase(url.href)
  try {
    const moves = rows.map(({ id }) => moveApproval(id, 'failed', { fence: FIRST_FENCE, reason: 'interrupted' }))
    const moved = (await Promise.all(moves)).filter(Boolean)
    return { tried: rows.length, moved: moved.length }
  } finally {
    // What a move announces goes out a moment later.
    await new Promise((resolve) => setTimeout(resolve, 100))
    await shared.bainkDatabase.sql.end({ timeout: 1 })
    link.reset()
  }
}
