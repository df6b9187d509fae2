'use client'

import useSWR from 'swr'
import type { ApprovalMark } from '@/lib/approvals/marks'
import type { Account } from '@/lib/ledger/accounts/account'
import type { Limit } from '@/lib/ledger/limits'
import type { Payee } from '@/lib/ledger/payees/list-payees'

/** A payee with its marks. */
export type MarkedPayee = Payee & { marks?: ApprovalMark[] }

/** The signed-in customer's accounts, kept fresh by live events. */
export function useAccounts() {
  const { data, error, mutate } = useSWR<{ accounts: Account[] }>('/api/accounts')
  return { accounts: data?.accounts, error, reload: () => mutate() }
}

/** The customer's limits, by currency. */
export function useLimits() {
  return { limits: useSWR<{ limits: Limit[] }>('/api/limits').data?.limits }
}

/** The customer's payees. */
export function usePayees() {
  const { data, error, mutate } = useSWR<{ payees: MarkedPayee[] }>('/api/payees')
  return { payees: data?.payees, error, reload: () => mutate() }
}
