import { Badge } from '@mantine/core'
import { Pause } from '@/app/_ui/pause'
import { useWords } from '@/app/_ui/spoken'
import type { Account } from '@/lib/ledger/accounts/account'

/** A badge on an account that cannot be used; an active account has none. */
export function StatusBadge({ status }: { status: Account['status'] }) {
  const { accounts: words } = useWords()
  if (status === 'active') return null
  return (
    <Badge variant="default" style={{ flex: 'none' }}>
      <span>{words.status[status]}</span>
      <Pause />
    </Badge>
  )
}
