import { Badge } from '@mantine/core'
import type { Account } from '@/lib/ledger/accounts/account'

/** A badge on an account that cannot be used; an active account has none. */
export function StatusBadge({ status }: { status: Account['status'] }) {
  if (status === 'active') return null
  return (
    <Badge variant="default" tt="none" fw={600} style={{ flex: 'none' }}>
      {status === 'frozen' ? 'Frozen' : 'Closed'}
    </Badge>
  )
}
