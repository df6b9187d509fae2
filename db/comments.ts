import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import type postgres from 'postgres'

/**
 * Gives tables and columns the comments of comments.sql, where that file has changed since it was last applied. The
 * comments help readers of the database who lack this repository; no code depends on them.
 */
export async function applyComments(tx: postgres.TransactionSql): Promise<void> {
  const text = readFileSync(new URL('comments.sql', import.meta.url), 'utf8')
  const hash = createHash('sha256').update(text).digest('hex')
  await tx`CREATE TABLE IF NOT EXISTS drizzle.comments (hash text NOT NULL)`
  const [applied] = await tx<{ hash: string }[]>`SELECT hash FROM drizzle.comments`
  if (applied?.hash === hash) return
  await tx.unsafe(text)
  await tx`DELETE FROM drizzle.comments`
  await tx`INSERT INTO drizzle.comments (hash) VALUES (${hash})`
}
