'use client'

import { Button, Container, Text } from '@mantine/core'
import { IconUsers } from '@tabler/icons-react'
import { type ReactNode, useSyncExternalStore } from 'react'
import { Notice } from './notice'

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
  const other = useSyncExternalStore(
    subscribe,
    () => somebodyElse,
    () => false,
  )
  if (!other) return children
  return (
    <Container size="sm" py={80} role="alert">
      <Notice
        icon={<IconUsers size={28} aria-hidden />}
        title="Somebody else is signed in here now"
        color="gray"
        order={1}
      >
        <Text c="dimmed">
          Since this page was opened, another customer has signed in in this browser. It shows and sends nothing more.
        </Text>
        <Button onClick={() => window.location.reload()} mt="xs">
          Reload
        </Button>
      </Notice>
    </Container>
  )
}
