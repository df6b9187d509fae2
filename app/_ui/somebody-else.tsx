'use client'

import { Button, Container, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { type ReactNode, useSyncExternalStore } from 'react'
import { Notice } from './notice'
import { useWords } from './spoken'

const hearing = new Set<() => void>()
let somebodyElse = false

/** Makes this page say that another customer than its own is signed in now. */
export function tellSomebodyElse(): void {
  somebodyElse = true
  for (const hear of hearing) hear()
}

function subscribe(hear: () => void): () => void {
  hearing.add(hear)
  return () => hearing.delete(hear)
}

/** Shows the page until another customer signs in; after that, only a notice about it and a way on. */
export function UnlessSomebodyElse({ children }: { children: ReactNode }) {
  const { somebodyElse: words } = useWords().frame
  const other = useSyncExternalStore(
    subscribe,
    () => somebodyElse,
    () => false,
  )
  if (!other) return children
  return (
    <Container size="sm" py={80} role="alert">
      <Notice icon={<IconUsers size={28} aria-hidden />} title={words.title} color="gray" order={1}>
        <Text c="dimmed">{words.text}</Text>
        <Button onClick={() => window.location.reload()} mt="xs">
          {words.reload}
        </Button>
      </Notice>
    </Container>
  )
}
