import type postgres from 'postgres'
import { type CheckedTo, NEW, readSince } from '@/db/checked-to'
import { withConnection } from '@/db/connect'
import { brokenRules } from '@/db/verify'
import { displayedHash } from '@/lib/approvals/displayed'
import { AGREEMENT } from './agreement'
import { type Earlier, NOTHING_KEPT, rewritten } from './earlier'
import { type Head, hashOfHeads } from './heads'
import { walkChains } from './walk-chains'

const ROWS_AT_ONCE = 1_000

export interface AuditVerification {
  /** How many links were recomputed. */
  links: number
  heads: Head[]
  /** One hash over all heads. */
  headsHash: string
  /** The differences from what was once written, one line each. */
  differences: string[]
}

/**
 * Recomputes the whole audit log in one snapshot, so that it can be checked while the bank runs.
 * @param since checks only what came after this, and believes what was there before
 */
export async function verifyAudit(
  url: string,
  earlier: Earlier = NOTHING_KEPT,
  since?: CheckedTo,
): Promise<AuditVerification> {
  return withConnection(url, (sql) =>
    sql.begin('isolation level repeatable read read only', (tx) => verifyAuditWithin(tx, earlier, since)),
  )
}

/** The same, within the caller's transaction. */
export async function verifyAuditWithin(
  tx: postgres.TransactionSql,
  earlier: Earlier = NOTHING_KEPT,
  since?: CheckedTo,
): Promise<AuditVerification> {
  const { links, heads, differences } = await walkChains(tx, since)
  const disagreement = await brokenRules(tx, AGREEMENT, since)
  const more = [disagreement, await wrongDisplays(tx, since), await rewritten(tx, earlier, heads)]
  return { links, heads, headsHash: hashOfHeads(heads), differences: [...differences, ...more.flat()] }
}

/** Recomputes the displayed document's hash from the details. */
async function wrongDisplays(tx: postgres.TransactionSql, since?: CheckedTo): Promise<string[]> {
  const wrong: string[] = []
  const query = `SELECT id, jsonb_build_array(details, payment)::text AS details, binding_message AS message, displayed_hash AS hash
    FROM approvals WHERE displayed_hash IS NOT NULL`
  const rows = readSince<{ id: string; details: string; message: string; hash: string }>(
    tx,
    query,
    [NEW.approvals],
    since,
  )
  for await (const part of rows.cursor(ROWS_AT_ONCE)) {
    for (const { id, details, message, hash } of part) {
      const computed = displayedHash(JSON.parse(details).filter(Boolean), message)
      if (computed !== hash) wrong.push(`changed: what approval ${id} displayed has the hash ${computed}, not ${hash}`)
    }
  }
  return wrong
}
