import { Paper, Skeleton, Stack } from '@mantine/core'

const ROWS = ['first', 'second', 'third', 'fourth', 'fifth']

/** The table's outline while the transactions load. */
export function StatementSkeleton() {
  return (
    <Paper radius="lg" withBorder p="md" aria-busy="true">
      <Stack gap="md">
        {ROWS.map((row) => (
          <Skeleton key={row} height={36} />
        ))}
      </Stack>
    </Paper>
  )
}
