import { SimpleGrid, Skeleton, Stack } from '@mantine/core'

const CARDS = ['first', 'second', 'third', 'fourth', 'fifth', 'sixth']

/** The page's outline while the accounts load. */
export function AccountsSkeleton() {
  return (
    <Stack gap="lg" aria-busy="true">
      <Skeleton height={108} radius="lg" />
      <SimpleGrid cols={{ base: 1, sm: 2, lg: 3 }}>
        {CARDS.map((card) => (
          <Skeleton key={card} height={168} radius="lg" />
        ))}
      </SimpleGrid>
    </Stack>
  )
}
