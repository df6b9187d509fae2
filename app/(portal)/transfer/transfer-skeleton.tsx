import { Skeleton } from '@mantine/core'
import { TwoColumns } from '@/app/_ui/two-columns'

/** The page's shape while accounts and payees are on their way. */
export function TransferSkeleton() {
  return (
    <TwoColumns firstIsWider aria-busy="true">
      <Skeleton height={460} radius="lg" />
      <Skeleton height={220} radius="lg" />
    </TwoColumns>
  )
}
