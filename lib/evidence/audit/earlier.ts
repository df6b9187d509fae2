import type postgres from 'postgres'
import { type Head, hashOfHeads } from './heads'

/** Heads and hashes that were stored earlier, in a place that the database's owner cannot reach. */
export interface Earlier {
  /** All heads of one moment; each list comes from one `audit:verify`. */
  lists: Head[][]
  /** Single hashes: of all heads of such a list or of now, or of any one link, such as a receipt names. */
  hashes: string[]
}

export const NOTHING_KEPT: Earlier = { lists: [], hashes: [] }

/**
 * The stored heads and hashes that are missing from the chains, one line each. Only this check finds a history that was
 * rewritten as a whole.
 */
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
  const sought = hashes.filter((hash) => !known.has(hash))
  // No index holds the hashes, which would cost every event one: the chain is read once for all.
  const links = await tx<{ hash: string }[]>`
    SELECT hash FROM audit_chain WHERE hash IN (SELECT jsonb_array_elements_text(${tx.json(sought)}))`
  const found = new Set(links.map(({ hash }) => hash))
  for (const hash of sought)
    if (!found.has(hash)) wrong.push(`rewritten: ${hash} is neither a link nor the hash of all heads`)
  return wrong
}
