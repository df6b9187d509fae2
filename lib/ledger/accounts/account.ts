import { z } from 'zod'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { currencyCode, decimalAmount } from '@/lib/ledger/amounts/shown-amount'
import { uuid } from '@/lib/platform/text/uuid'

/** An account as the API shows it: money as decimal strings beside the currency. */
export const account = z.strictObject({
  id: uuid,
  name: z.string(),
  type: z.enum(['checking', 'savings', 'credit']),
  mask: z.string(),
  currency: currencyCode,
  balance: decimalAmount,
  available: decimalAmount.describe(
    "what may leave the account now: balance less holds, down to its floor (a credit card's is minus its limit)",
  ),
  status: z.enum(['active', 'frozen', 'closed']),
})

export type Account = z.output<typeof account>

/** The columns of `accounts` that an Account is made of, amounts in minor units. */
export interface AccountRow {
  id: string
  name: string
  type: Account['type'] | 'system' | 'away'
  number: string
  currency: string
  status: Account['status']
  balanceMinor: bigint
  heldMinor: bigint
  floorMinor: bigint | null
}

/** @throws Error for a system account, or one that stands in for another shard's: neither is ever shown. */
export function asAccount(row: AccountRow): Account {
  if (row.type === 'system' || row.type === 'away' || row.floorMinor === null)
    throw new Error('an account of the bank itself is never shown')
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

/** How an account's number is shown: `••` and its last four digits. */
export function maskOf(number: string): string {
  return `••${number.slice(-4)}`
}
