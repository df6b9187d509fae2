import type { SeededBank } from './seeded-bank'

/** Ends the current minute of all rate limits, in the database and in this process. */
export async function nextMinute({ sql }: Pick<SeededBank, 'sql'>): Promise<void> {
  await sql`DELETE FROM rate_windows`
  const shared = globalThis as { bainkOverLimit?: Map<string, number> }
  shared.bainkOverLimit?.clear()
}
