import { readTyped, written } from '@/app/_ui/typed-amount'
import type { Speech } from '@/app/_words/speech'
import type { AmountReading } from '@/lib/ledger/amounts/read-amount'

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

/** The amount in the field: what it was said to mean, else what it reads as. */
export function amountIn({ amount, meant }: TransferValues, currency: string, speech: Speech): AmountReading {
  if (meant && meant.text === amount && meant.currency === currency) {
    return { kind: 'exact', amountMinor: BigInt(meant.amountMinor) }
  }
  return readTyped(amount, currency, speech)
}

/** What is kept of an amount whose meaning is known: its text as this page writes it, and what that means. */
export function amountOf(
  amountMinor: bigint,
  currency: string,
  speech: Speech,
): Pick<TransferValues, 'amount' | 'meant'> {
  const text = written(amountMinor, currency, speech)
  return { amount: text, meant: { text, currency, amountMinor: String(amountMinor) } }
}
