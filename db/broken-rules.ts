import type postgres from 'postgres'

const LISTED_MAX = 5

/**
 * Asks each query for the rows that break its rule.
 * @returns one line for each rule that is broken, with the first rows that break it.
 */
export async function brokenRules(tx: postgres.TransactionSql, rules: Record<string, string>): Promise<string[]> {
  const broken: string[] = []
  for (const [rule, query] of Object.entries(rules)) {
    const rows = await tx.unsafe(query)
    const more = rows.length > LISTED_MAX ? ` and ${rows.length - LISTED_MAX} more` : ''
    if (rows.length > 0) broken.push(`${rule}: ${JSON.stringify(rows.slice(0, LISTED_MAX))}${more}`)
  }
  return broken
}
