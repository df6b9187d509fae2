import type { PaymentInitiation } from '../oidc/payment-initiation'
import type { Sql } from '../store/database'

/** A transfer that a customer has refused, and when. */
export interface RefusedTransfer {
  details: PaymentInitiation
  at: Date
}

/** The transfers that this customer refused within the last day, latest first. */
export async function listRefusals(sql: Sql, sub: string): Promise<RefusedTransfer[]> {
  return sql<RefusedTransfer[]>`
    SELECT details, decided_at AS at FROM tenant.approvals
    WHERE sub = ${sub} AND decision = 'denied' AND json_typeof(details) = 'object' AND decided_at > now() - interval '1 day'
    ORDER BY decided_at DESC`
}

/**
 * When the customer last refused the same transfer. The memo is not compared: the asking agent writes it, and could
 * make a refused transfer look new.
 */
export function refusedAt(asked: PaymentInitiation, refusals: RefusedTransfer[]): Date | undefined {
  return refusals.find(({ details }) => isSame(details, asked))?.at
}

function isSame(one: PaymentInitiation, other: PaymentInitiation): boolean {
  return (
    one.debtorAccount.id === other.debtorAccount.id &&
    one.creditorAccount.id === other.creditorAccount.id &&
    one.instructedAmount.amount === other.instructedAmount.amount &&
    one.instructedAmount.currency === other.instructedAmount.currency
  )
}
