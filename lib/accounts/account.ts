import { toDecimal } from '@/lib/transfers/money'
import { maskOf } from './mask'

/** An account as the API shows it: money as decimal strings beside the currency. */
export interface Account {
  id: string
  name: string
  type: 'checking' | 'savings' | 'credit'
  mask: string
  currency: string
  balance: string
  /** What may leave the account now: balance less holds, down to its floor (a credit card's is minus its limit). */
  available: string
  status: 'active' | 'frozen' | 'closed'
}

/** The columns of `accounts` that an Account is made of, amounts in minor units. */
export interface AccountRow {
  id: string
  name: string
  type: Account['type'] | 'system'
  number: string
  currency: string
  status: Account['status']
  balanceMinor: bigint
  heldMinor: bigint
  floorMinor: bigint | null
}

/** @throws Error for a system account, which is nobody's and never shown. */
export function asAccount(row: AccountRow): Account {
  if (row.type === 'system' || row.floorMinor === null) throw new Error('a system account is never shown')
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    mask: maskOf(row.number),
    currency: row.currency,
    balance: toDecimal(row.balanceMinor, row.currency),
    available: toDecimal(row.balanceMinor - row.heldMinor - row.floorMinor, row.currency),
    status: row.status,
  }
}
