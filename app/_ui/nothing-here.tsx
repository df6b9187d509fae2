'use client'

import { Button, Container, Text } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { PageLink } from '@/app/_ui/page-link'
import { Notice } from './notice'

/** The words for an address that does not exist, or not for this customer. */
export function NothingHere() {
  return (
    <Container size="sm" py={80} component="section">
      <Notice icon={<IconMapOff size={28} aria-hidden />} title="There is nothing here" color="gray" order={1}>
        <Text c="dimmed">The address may be mistyped, or its page is not yours to see.</Text>
        <Button component={PageLink} href="/" mt="xs">
          Go home
        </Button>
      </Notice>
    </Container>
  )
}
