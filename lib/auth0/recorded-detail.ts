import { createHash } from 'node:crypto'
import { and, eq, inArray } from 'drizzle-orm'
import { database, withDeadline } from '@/db/client'
import { approvals, customers } from '@/db/schema'
import { type PaymentInitiation, paymentInitiation } from './payment-initiation'

/**
 * What is kept of a token that Aiya's server obtained: SHA-256 (base64url) of its signed part. The signature is left
 * out, for it has several spellings; the token cannot be had back from this.
 */
export function digestOfToken(token: string): string {
  return createHash('sha256')
    .update(token.slice(0, token.lastIndexOf('.')))
    .digest('base64url')
}

/**
 * The detail that this customer approved when this very token was obtained, for a tenant that writes none into its
 * tokens (`APPROVAL_BINDING=record`). A posted approval is found as well, so that its order may be sent again.
 */
export async function findRecordedDetail(token: string, subject: string): Promise<PaymentInitiation | null> {
  const query = database()
    .db.select({ details: approvals.details })
    .from(approvals)
    .innerJoin(customers, eq(customers.id, approvals.customerId))
    .where(
      and(
        eq(approvals.tokenDigest, digestOfToken(token)),
        eq(customers.subject, subject),
        inArray(approvals.status, ['approved', 'posted']),
      ),
    )
  const [row] = await withDeadline(query)
  return row ? paymentInitiation.parse(row.details) : null
}
