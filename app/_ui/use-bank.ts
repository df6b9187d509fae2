'use client'

import useSWR from 'swr'
import type { Account } from '@/lib/accounts/account'
import type { ApprovalMark } from '@/lib/approvals/marks'
import type { Payee } from '@/lib/payees/list-payees'

/** A payee with what the customer should look at twice. */
export type MarkedPayee = Payee & { marks?: ApprovalMark[] }

/** The signed-in customer's accounts, kept fresh by live events. */
export function useAccounts() {
  const { data, error, mutate } = useSWR<{ accounts: Account[] }>('/api/accounts')
  return { accounts: data?.accounts, error, reload: () => mutate() }
}

/** Whom the customer may pay. */
export function usePayees() {
  const { data, error, mutate } = useSWR<{ payees: MarkedPayee[] }>('/api/payees')
  return { payees: data?.payees, error, reload: () => mutate() }
}
