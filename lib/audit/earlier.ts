import type postgres from 'postgres'
import { type Head, hashOfHeads } from './heads'

/** What was written down before, and kept where whoever owns the database cannot reach it. */
export interface Earlier {
  /** All heads of one moment, each list one `audit:verify`. */
  lists: Head[][]
  /** Single hashes: of all heads of one of those lists or of now, or of any one link, such as a receipt names. */
  hashes: string[]
}

export const NOTHING_KEPT: Earlier = { lists: [], hashes: [] }

/** What was kept and is no longer in the chains, one line each. This alone finds a history that was written anew. */
export async function rewritten(
  tx: postgres.TransactionSql,
  { lists, hashes }: Earlier,
  now: Head[],
): Promise<string[]> {
  const wrong: string[] = []
  for (const { customerId, position, hash } of lists.flat()) {
    const [link] = await tx<{ hash: string }[]>`
      SELECT hash FROM audit_chain WHERE customer_id = ${customerId} AND position = ${position}::bigint`
    if (link?.hash === hash) continue
    const is = link?.hash ?? 'not there'
    wrong.push(`rewritten: customer ${customerId}, position ${position} was ${hash}, and is ${is}`)
  }
  const known = new Set([...lists, now].map(hashOfHeads))
  for (const hash of hashes) {
    if (known.has(hash)) continue
    const [link] = await tx`SELECT 1 FROM audit_chain WHERE hash = ${hash}`
    if (!link) wrong.push(`rewritten: ${hash} is neither a link nor the hash of all heads`)
  }
  return wrong
}
