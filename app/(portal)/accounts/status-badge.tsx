import { Badge } from '@mantine/core'
import type { Account } from '@/lib/accounts/account'

/** Says so where an account cannot be used; an active one needs no word. */
export function StatusBadge({ status }: { status: Account['status'] }) {
  if (status === 'active') return null
  return (
    <Badge variant="default" tt="none" fw={600} style={{ flex: 'none' }}>
      {status === 'frozen' ? 'Frozen' : 'Closed'}
    </Badge>
  )
}
