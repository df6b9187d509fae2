import type { SeededBank } from './seeded-bank'

/** What the rate limits have counted is over, in the database and for this process. */
export async function nextMinute({ sql }: Pick<SeededBank, 'sql'>): Promise<void> {
  await sql`DELETE FROM rate_windows`
  const shared = globalThis as { bainkOverLimit?: Map<string, number> }
  shared.bainkOverLimit?.clear()
}
