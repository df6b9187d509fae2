'use client'

import { Anchor } from '@mantine/core'
import type { Approval } from '@/lib/approvals/approval'
import { useLocalPhonePage } from './local-phone'
import { useWords } from './spoken'

/**
 * Leads to the tenant's page where a phone without a connection reads the request, and its code is typed: the bank never sees the
 * code. Only a single transfer can be approved so.
 */
export function NoConnectionLink({
  approval: { id, status, details, payment },
}: {
  approval: Pick<Approval, 'id' | 'status' | 'details' | 'payment'>
}) {
  const address = useLocalPhonePage(`/codes/${id}`)
  const { noConnection } = useWords().approval
  if (!address || status !== 'pending' || payment || details.type !== 'payment_initiation') return null
  return (
    <Anchor href={address} target="_blank" rel="noopener" size="sm" underline="always">
      {noConnection}
    </Anchor>
  )
}
