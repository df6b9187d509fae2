'use client'

import useSWR from 'swr'
import type { Account } from '@/lib/accounts/account'
import type { Payee } from '@/lib/payees/list-payees'

/** The signed-in customer's accounts, kept fresh by live events. */
export function useAccounts() {
  const { data, error, isLoading, mutate } = useSWR<{ accounts: Account[] }>('/api/accounts')
  return { accounts: data?.accounts, error, isLoading, reload: () => mutate() }
}

/** Whom the customer may pay. */
export function usePayees() {
  const { data, error, isLoading, mutate } = useSWR<{ payees: Payee[] }>('/api/payees')
  return { payees: data?.payees, error, isLoading, reload: () => mutate() }
}
