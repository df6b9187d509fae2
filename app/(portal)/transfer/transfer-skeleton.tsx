import { Grid, Skeleton } from '@mantine/core'

/** The page's shape while accounts and payees are on their way. */
export function TransferSkeleton() {
  return (
    <Grid gap="lg" aria-busy="true">
      <Grid.Col span={{ base: 12, md: 7 }}>
        <Skeleton height={460} radius="lg" />
      </Grid.Col>
      <Grid.Col span={{ base: 12, md: 5 }}>
        <Skeleton height={220} radius="lg" />
      </Grid.Col>
    </Grid>
  )
}
