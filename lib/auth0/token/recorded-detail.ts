import { createHash } from 'node:crypto'
import { and, eq, inArray } from 'drizzle-orm'
import { approvals, customers } from '@/db/schema'
import { type PaymentInitiation, paymentInitiation } from '@/lib/approvals/payment-initiation'
import { database, withDeadline } from '@/lib/platform/database/client'

/**
 * SHA-256 (base64url) of the signed part of a token, which the bank keeps instead of the token. The signature is left
 * out because it has several spellings.
 */
export function digestOfToken(token: string): string {
  return createHash('sha256')
    .update(token.slice(0, token.lastIndexOf('.')))
    .digest('base64url')
}

/**
 * The detail that the customer approved for this token, from the bank's record, for a tenant whose tokens have none
 * (`APPROVAL_BINDING=record`). Finds posted approvals too, so that an order may be repeated.
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
