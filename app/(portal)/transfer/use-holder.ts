'use client'

import { useDebouncedValue } from '@mantine/hooks'
import useSWR from 'swr'
import { callBank } from '@/app/_ui/api'
import { accountDigits } from '@/lib/ledger/payees/account-digits'
import type { Payee } from '@/lib/ledger/payees/list-payees'

/** Long enough to type on, short enough not to wait for. */
const TYPING_MS = 350

interface Found {
  holder: { name: string; mask: string }
  /** How the account is saved already, if it is. */
  payee: Payee | null
}

/** Whose account the typed number is, asked once the typing rests. `found` is never of another number than `typed`. */
export function useHolder(typed: string) {
  // What is no account number is not asked for: it would only be counted against the customer.
  const digits = accountDigits(typed)
  const [asked] = useDebouncedValue(digits, TYPING_MS)
  const { data, error, isValidating, mutate } = useSWR<Found>(
    asked && ['holder', asked],
    ([, accountNumber]: [string, string]) => callBank('POST', '/api/payees/lookup', { accountNumber }),
    { revalidateOnFocus: false, revalidateIfStale: false, shouldRetryOnError: false },
  )
  const current = asked === digits
  return {
    found: current ? data : undefined,
    error: current ? error : undefined,
    asking: isValidating,
    askAgain: () => void mutate(),
  }
}
