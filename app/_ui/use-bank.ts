'use client'

import useSWR from 'swr'
import type { Approval } from '@/lib/approvals/approval'
import type { MarkedPayee } from '@/lib/approvals/marked-payees'
import type { Account } from '@/lib/ledger/accounts/account'
import type { Overview } from '@/lib/ledger/accounts/overview'
import type { Limit } from '@/lib/ledger/limits'
import { ACCOUNTS, LIMITS, OVERVIEW, PAYEES, WAITING_APPROVALS } from './paths'

/** The signed-in customer's accounts, kept fresh by live events. */
export function useAccounts() {
  const { data, error, mutate } = useSWR<{ accounts: Account[] }>(ACCOUNTS)
  return { accounts: data?.accounts, error, reload: () => mutate() }
}

/** What the customer has over time, and what moved last. */
export function useOverview() {
  const { data, error, mutate } = useSWR<Overview>(OVERVIEW)
  return { overview: data, error, reload: () => mutate() }
}

/** The customer's approvals that wait for the phone, or are being made. */
export function useWaitingApprovals() {
  const { data, error, mutate } = useSWR<{ approvals: Approval[] }>(WAITING_APPROVALS)
  return { waiting: data?.approvals, error, reload: () => mutate() }
}

/** The customer's limits, by currency. */
export function useLimits() {
  return { limits: useSWR<{ limits: Limit[] }>(LIMITS).data?.limits }
}

/** The customer's payees. */
export function usePayees() {
  const { data, error, mutate } = useSWR<{ payees: MarkedPayee[] }>(PAYEES)
  return { payees: data?.payees, error, reload: () => mutate() }
}
