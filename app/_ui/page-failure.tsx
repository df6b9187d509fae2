'use client'

import { Button, Container, Text } from '@mantine/core'
import { IconMoodConfuzed } from '@tabler/icons-react'
import { PAGE_FAILURE } from '@/app/_words/page-failure'
import type { Language } from '@/lib/platform/text/language'
import { Notice } from './notice'

/** The page in place of one that failed while it was made or shown. */
export function PageFailure({ language, retry }: { language: Language; retry: () => void }) {
  const { title, text, tryAgain } = PAGE_FAILURE[language]
  return (
    <Container size="sm" py={80} role="alert">
      <Notice icon={<IconMoodConfuzed size={28} aria-hidden />} title={title} color="gray" order={1}>
        <Text c="dimmed">{text}</Text>
        <Button onClick={retry} mt="xs">
          {tryAgain}
        </Button>
      </Notice>
    </Container>
  )
}
