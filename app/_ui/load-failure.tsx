'use client'

import { Button, Text } from '@mantine/core'
import { IconCloudOff } from '@tabler/icons-react'
import { ApiProblem } from './api'
import { useHandOverFocus } from './hand-over-focus'
import { Notice } from './notice'

/** The element around the page's content, which shell.tsx makes focusable. */
const CONTENT = 'content'

/** Tells that something could not be read, and lets the customer try again. */
export function LoadFailure({ error, retry }: { error: unknown; retry: () => void }) {
  const handOver = useHandOverFocus(CONTENT)
  const tryAgain = () => {
    handOver()
    retry()
  }
  const title = error instanceof ApiProblem ? error.title : 'The bank cannot be reached'
  return (
    <div role="alert">
      <Notice icon={<IconCloudOff size={28} aria-hidden />} title={title} color="gray">
        <Text c="dimmed">Your money is where it was. Only this page could not be loaded.</Text>
        <Button variant="default" onClick={tryAgain} mt="xs">
          Try again
        </Button>
      </Notice>
    </div>
  )
}
