import { type AmountReading, readAmount } from '@/lib/ledger/amounts/read-amount'
import { browserLocale } from './browser-locale'

/** What the transfer form holds, as typed and chosen. */
export interface TransferValues {
  from: string | null
  to: string | null
  amount: string
  /** What the amount was said to mean, where its text alone could mean two things. */
  meant: Meant | null
  memo: string
}

/** In minor units, as a text that JSON can keep; good for this very text and currency alone. */
interface Meant {
  text: string
  currency: string
  amountMinor: string
}

/** The form's field for a member that the bank names in a problem. */
export const FIELD_OF: Record<string, keyof TransferValues> = {
  fromAccountId: 'from',
  toAccountId: 'to',
  amount: 'amount',
  currency: 'amount',
  memo: 'memo',
}

/** The amount in the field: what it was said to mean, else what it reads as where the browser is. */
export function amountIn({ amount, meant }: TransferValues, currency: string): AmountReading {
  if (meant && meant.text === amount && meant.currency === currency) {
    return { kind: 'exact', amountMinor: BigInt(meant.amountMinor) }
  }
  return readAmount(amount, currency, browserLocale())
}
