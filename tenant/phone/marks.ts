import type { PaymentInitiation } from '../oidc/payment-initiation'
import type { KnownCreditor } from './known-creditors'
import { lookAlike } from './look-alike'
import { type RefusedTransfer, refusedAt } from './refusals'

/** A mark on a request, made from the customer's own earlier answers. No client can influence it. */
export type Mark =
  | { kind: 'first-transfer' }
  | { kind: 'resembles'; name: string }
  /** The customer has refused the same transfer within the last day. */
  | { kind: 'refused'; at: Date }

/**
 * The marks of one request. Between the customer's own accounts the accounts' names are compared, because all of them
 * have the customer's name.
 */
export function marksFor(
  details: PaymentInitiation,
  known: KnownCreditor[],
  refusals: RefusedTransfer[],
  ownName: string,
): Mark[] {
  const { id, name: accountName } = details.creditorAccount
  const shownName = nameToTell({ name: details.creditorName, accountName }, ownName)
  const others = known.filter((creditor) => creditor.id !== id)
  const resembled = others.map((creditor) => nameToTell(creditor, ownName)).find((name) => lookAlike(name, shownName))
  const at = refusedAt(details, refusals)
  return [
    ...(at ? [{ kind: 'refused' as const, at }] : []),
    ...(others.length === known.length ? [{ kind: 'first-transfer' as const }] : []),
    ...(resembled === undefined ? [] : [{ kind: 'resembles' as const, name: resembled }]),
  ]
}

function nameToTell({ name, accountName }: { name: string; accountName: string }, ownName: string): string {
  return name === ownName ? accountName : name
}
