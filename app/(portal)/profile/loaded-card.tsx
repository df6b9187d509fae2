import { Button, Group, Paper, Skeleton, Stack, Text, Title } from '@mantine/core'
import type { ReactNode } from 'react'
import { useHandOverFocus } from '@/app/_ui/hand-over-focus'
import { useWords } from '@/app/_ui/spoken'

interface LoadedCardProps {
  id: string
  title: string
  state: 'loading' | 'failed' | 'loaded'
  retry: () => void
  /** What stands below the title once it is loaded. */
  children: ReactNode
}

/** A card of the profile page whose list is still loading, cannot be loaded, or is there. */
export function LoadedCard({ id, title, state, retry, children }: LoadedCardProps) {
  return (
    <Paper component="section" aria-labelledby={id} radius="lg" p={{ base: 'md', sm: 'xl' }} withBorder>
      <Stack gap="md" align="stretch">
        <Title order={2} id={id} tabIndex={-1}>
          {title}
        </Title>
        {state === 'loading' && <Skeleton height={64} radius="md" aria-busy />}
        {state === 'failed' && <Failed titleId={id} retry={retry} />}
        {state === 'loaded' && children}
      </Stack>
    </Paper>
  )
}

function Failed({ titleId, retry }: { titleId: string; retry: () => void }) {
  const handOver = useHandOverFocus(titleId)
  const words = useWords()
  const tryAgain = () => {
    handOver()
    retry()
  }
  return (
    <Group justify="space-between" role="alert">
      <Text size="sm">{words.profile.listFailed}</Text>
      <Button variant="default" size="sm" onClick={tryAgain}>
        {words.frame.actions.tryAgain}
      </Button>
    </Group>
  )
}

/** What SWR knows of a list, in one word: data that could not be read anew is still data. */
export function stateOf({ data, error }: { data: unknown; error: unknown }): LoadedCardProps['state'] {
  if (data) return 'loaded'
  return error ? 'failed' : 'loading'
}
