'use client'

import { Button, Container, Text } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import Link from 'next/link'
import { Notice } from './notices'

/** For an address where there is nothing, or nothing for this customer. */
export function NothingHere() {
  return (
    <Container size="sm" py={80} component="section">
      <Notice icon={<IconMapOff size={28} aria-hidden />} title="There is nothing here" color="gray" order={1}>
        <Text c="dimmed">The address may be mistyped, or what it led to is not yours to see.</Text>
        <Button component={Link} href="/" mt="xs">
          Go home
        </Button>
      </Notice>
    </Container>
  )
}
