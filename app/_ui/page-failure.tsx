'use client'

import { Button, Container, Text } from '@mantine/core'
import { IconMoodConfuzed } from '@tabler/icons-react'
import { Notice } from './notice'

/** The page in place of one that failed while it was made or shown. */
export function PageFailure({ retry }: { retry: () => void }) {
  return (
    <Container size="sm" py={80} role="alert">
      <Notice icon={<IconMoodConfuzed size={28} aria-hidden />} title="This page did not work" color="gray" order={1}>
        <Text c="dimmed">
          The fault is ours. Your money is where it was; if you were moving some, look at the statement before you send
          it again.
        </Text>
        <Button onClick={retry} mt="xs">
          Try again
        </Button>
      </Notice>
    </Container>
  )
}
