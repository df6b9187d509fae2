import postgres from 'postgres'
import { brokenRules } from '@/db/broken-rules'
import { displayedHash } from '@/lib/approvals/displayed'
import type { PaymentInitiation } from '@/lib/auth0/payment-initiation'
import { AGREEMENT } from './agreement'
import { type Earlier, NOTHING_KEPT, rewritten } from './earlier'
import { type Head, hashOfHeads } from './heads'
import { walkChains } from './walk-chains'

const ROWS_AT_ONCE = 1_000

export interface AuditVerification {
  /** How many links were computed again. */
  links: number
  heads: Head[]
  /** One hash over all heads. */
  headsHash: string
  /** What is not as it was written, one line each. */
  differences: string[]
}

/** Computes the whole audit log again, in one snapshot, so that it can be checked while the bank runs. */
export async function verifyAudit(url: string, earlier: Earlier = NOTHING_KEPT): Promise<AuditVerification> {
  const sql = postgres(url, { max: 1, onnotice: () => {} })
  try {
    return await sql.begin('isolation level repeatable read read only', (tx) => verifyAuditWithin(tx, earlier))
  } finally {
    await sql.end()
  }
}

/** The same within a transaction of the caller's. */
export async function verifyAuditWithin(
  tx: postgres.TransactionSql,
  earlier: Earlier = NOTHING_KEPT,
): Promise<AuditVerification> {
  const { links, heads, differences } = await walkChains(tx)
  const more = [await brokenRules(tx, AGREEMENT), await wrongDisplays(tx), await rewritten(tx, earlier, heads)]
  return { links, heads, headsHash: hashOfHeads(heads), differences: [...differences, ...more.flat()] }
}

/** The displayed document's hash is computed again from what was shown. */
async function wrongDisplays(tx: postgres.TransactionSql): Promise<string[]> {
  const wrong: string[] = []
  const rows = tx<{ id: string; details: string; message: string; hash: string }[]>`
    SELECT id, details::text, binding_message AS message, displayed_hash AS hash FROM approvals WHERE displayed_hash IS NOT NULL`
  for await (const part of rows.cursor(ROWS_AT_ONCE)) {
    for (const { id, details, message, hash } of part) {
      const computed = displayedHash(JSON.parse(details) as PaymentInitiation, message)
      if (computed !== hash) wrong.push(`changed: what approval ${id} displayed has the hash ${computed}, not ${hash}`)
    }
  }
  return wrong
}
