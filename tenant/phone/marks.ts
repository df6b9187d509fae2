import type { PaymentInitiation } from '../oidc/payment-initiation'
import type { KnownCreditor } from './known-creditors'
import { lookAlike } from './look-alike'

/** What the tenant knows of a request from the customer's own earlier answers, and no client can talk it out of. */
export type Mark = { kind: 'first-transfer' } | { kind: 'resembles'; name: string }

/**
 * The marks of one request. The customer's own accounts all carry the customer's own name, which therefore tells
 * nothing apart: there the names of the accounts are compared.
 */
export function marksFor(details: PaymentInitiation, known: KnownCreditor[], ownName: string): Mark[] {
  const { id, name: accountName } = details.creditorAccount
  const shownName = nameToTell({ name: details.creditorName, accountName }, ownName)
  const others = known.filter((creditor) => creditor.id !== id)
  const resembled = others.map((creditor) => nameToTell(creditor, ownName)).find((name) => lookAlike(name, shownName))
  return [
    ...(others.length === known.length ? [{ kind: 'first-transfer' as const }] : []),
    ...(resembled === undefined ? [] : [{ kind: 'resembles' as const, name: resembled }]),
  ]
}

function nameToTell({ name, accountName }: { name: string; accountName: string }, ownName: string): string {
  return name === ownName ? accountName : name
}
