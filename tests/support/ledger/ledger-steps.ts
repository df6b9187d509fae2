import { randomUUID } from 'node:crypto'
import fc from 'fast-check'
import type { Account } from '@/lib/ledger/accounts/account'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import type { SeededBank } from '../bank/seeded-bank'

/**
 * One step that a customer or an agent may take on the ledger. Accounts and keys are numbers until a run fills them in.
 */
export type Step =
  | { kind: 'transfer'; route: Route; amount: bigint; currency: string; key: number }
  | { kind: 'again'; sent: number }
  | { kind: 'ask'; route: Route; amount: bigint; currency: string }
  | { kind: 'cancel'; approval: number }
  | { kind: 'approve'; approval: number; other: boolean }

export interface Order {
  customerId: string
  order: TransferOrder
}

type Who = 'alice' | 'bob'

const KEYS = 12

interface Route {
  who: Who
  from: number
  to: number
}
const route = (who: Who, from: number, to: number): Route => ({ who, from, to })

/** Mostly a route between accounts that the customer may use (numbered as in `placesOf`), sometimes any other. */
const anyRoute: fc.Arbitrary<Route> = fc.oneof(
  {
    weight: 9,
    arbitrary: fc.constantFrom(
      ...[route('alice', 0, 1), route('alice', 1, 0), route('alice', 0, 2), route('alice', 2, 0)],
      ...[route('alice', 1, 3), route('alice', 0, 3), route('bob', 3, 0), route('bob', 3, 4), route('bob', 4, 3)],
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record<Route>({ who: fc.constantFrom('alice', 'bob'), from: fc.nat(7), to: fc.nat(7) }),
  },
)
const moving = {
  route: anyRoute,
  amount: fc.oneof(
    { weight: 5, arbitrary: fc.bigInt({ min: 1n, max: 20_000n }) },
    { weight: 2, arbitrary: fc.bigInt({ min: 100_000n, max: 600_000n }) },
  ),
  currency: fc.oneof({ weight: 15, arbitrary: fc.constant('USD') }, { weight: 1, arbitrary: fc.constant('EUR') }),
}

/** Random steps: mostly transfers, often under keys that were used before. */
export const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('transfer' as const), ...moving, key: fc.nat(KEYS - 1) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('again' as const), sent: fc.nat(7) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('ask' as const), ...moving }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('cancel' as const), approval: fc.nat(7) }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('approve' as const),
      approval: fc.nat(7),
      other: fc.oneof(fc.constant(false), fc.constant(false), fc.boolean()),
    }),
  },
)

/** Fills in a run's accounts, and keys that no earlier run had. */
export function placesOf(bank: SeededBank) {
  const { alice, bob } = bank
  const named = (who: SeededBank['alice'], ...names: string[]) => names.map((name) => who.accounts[name])
  const accounts = [
    ...named(alice, 'Checking', 'Savings', 'Credit Card'),
    ...named(bob, 'Checking', 'Savings'),
    ...named(alice, 'Holiday Fund', 'Euro Account', 'Old Checking'),
  ].filter((account): account is Account => account !== undefined)
  const keys = Array.from({ length: KEYS }, () => randomUUID())
  return {
    keyAt: (place: number) => keys[place] ?? '',
    /** The order with its customer. */
    filled({ route: { who, from, to }, amount, currency }: { route: Route; amount: bigint; currency: string }): Order {
      const [fromAccountId, toAccountId] = [accounts[from]?.id ?? '', accounts[to]?.id ?? '']
      return {
        customerId: bank[who].id,
        order: { fromAccountId, toAccountId, amountMinor: amount, currency, memo: null },
      }
    },
  }
}
