import { eq } from 'drizzle-orm'
import { mandates } from '@/db/mandate-schema'
import type { ApprovalEvidence } from '@/lib/ledger/authority'
import { Refusal } from '@/lib/ledger/refusal'
import { database, withDeadline } from '@/lib/platform/database/client'
import { readConstraints } from './constraints'
import { limitWords, type StandingMandate } from './standing-mandate'

/** The device's answer as it was signed (compact JWS), and its public key (JWK). */
interface Signed {
  jws: string
  key: object
}

/**
 * Lets a mandate begin that the phone has said yes to, and keeps what the device has signed. The limits that will be kept are
 * compared with the signed constraints, and with the words that the phone showed in large letters: a constraint that this bank
 * does not know, or another value, and nothing begins.
 * @param signed null where the tenant gives no more than its own word.
 * @throws Refusal `approval_mismatch`; as the ledger raises it, `conflict` where it was revoked meanwhile or is over.
 */
export async function beginMandate(
  customerId: string,
  details: StandingMandate,
  evidence: ApprovalEvidence,
  signed: Signed | null,
): Promise<void> {
  const { db, sql } = database()
  const [kept] = await withDeadline(db.select().from(mandates).where(eq(mandates.id, details.identifier)))
  if (!kept || !agree(kept, details)) throw new Refusal('approval_mismatch')
  await withDeadline(sql`
    SELECT settle_mandate(p_id => ${kept.id}, p_customer => ${customerId}, p_evidence => ${JSON.stringify(evidence)},
      p_signed => ${signed?.jws ?? null}, p_device_key => ${signed ? JSON.stringify(signed.key) : null})`)
}

function agree(kept: typeof mandates.$inferSelect, details: StandingMandate): boolean {
  const { constraints, exp, agentClientId } = details
  try {
    const signed = readConstraints(constraints)
    const words = Object.entries(limitWords(signed, kept.validUntil))
    return (
      words.every(([member, said]) => details[member as keyof StandingMandate] === said) &&
      signed.maxPerTransferMinor === kept.maxPerTransferMinor &&
      signed.maxPerPeriodMinor === kept.maxPerPeriodMinor &&
      signed.period === kept.period &&
      signed.currency === kept.currency &&
      signed.fromAccountId === kept.debtorAccountId &&
      signed.toAccountIds.join() === kept.creditorAccountIds.join() &&
      exp === Math.floor(kept.validUntil.getTime() / 1000) &&
      agentClientId === kept.agent
    )
  } catch {
    return false
  }
}
