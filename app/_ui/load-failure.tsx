'use client'

import { Button, Text } from '@mantine/core'
import { IconCloudOff } from '@tabler/icons-react'
import { ApiProblem } from './api'
import { useHandOverFocus } from './hand-over-focus'
import { Notice } from './notice'
import { titleOf } from './problem-words'
import { useWords } from './spoken'

/** The element around the page's content, which shell.tsx makes focusable. */
const CONTENT = 'content'

/** Tells that something could not be read, and lets the customer try again. */
export function LoadFailure({ error, retry }: { error: unknown; retry: () => void }) {
  const words = useWords()
  const handOver = useHandOverFocus(CONTENT)
  const tryAgain = () => {
    handOver()
    retry()
  }
  const title = error instanceof ApiProblem ? titleOf(error, words) : words.frame.failure.unreachable
  return (
    <div role="alert">
      <Notice icon={<IconCloudOff size={28} aria-hidden />} title={title} color="gray">
        <Text c="dimmed">{words.frame.failure.moneyIsThere}</Text>
        <Button variant="default" onClick={tryAgain} mt="xs">
          {words.frame.actions.tryAgain}
        </Button>
      </Notice>
    </div>
  )
}
