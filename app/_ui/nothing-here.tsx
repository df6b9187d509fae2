'use client'

import { Button, Container, Text } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { PageLink } from '@/app/_ui/page-link'
import { Notice } from './notice'
import { useWords } from './spoken'

/** The words for an address that does not exist, or not for this customer. */
export function NothingHere() {
  const { notFound } = useWords().frame
  return (
    <Container size="sm" py={80} component="section">
      <Notice icon={<IconMapOff size={28} aria-hidden />} title={notFound.title} color="gray" order={1}>
        <Text c="dimmed">{notFound.text}</Text>
        <Button component={PageLink} href="/" mt="xs">
          {notFound.home}
        </Button>
      </Notice>
    </Container>
  )
}
