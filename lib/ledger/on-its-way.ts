import { type Database, withDeadline } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'

/**
 * Whether a posted transfer is for another shard and has not arrived there. A bank of one database is not asked: there
 * every transfer arrives with its posting.
 */
export async function isOnItsWay(transferId: string, { sql }: Pick<Database, 'sql'>): Promise<boolean> {
  if (!env().DATABASE_DIRECTORY) return false
  const rows = await withDeadline(sql`SELECT FROM outbox WHERE transfer_id = ${transferId} AND state = 'posted'`)
  return rows.length > 0
}
