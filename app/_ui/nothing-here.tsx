'use client'

import { Button, Container, Text } from '@mantine/core'
import { IconMapOff } from '@tabler/icons-react'
import { useEffect } from 'react'
import { PageLink } from '@/app/_ui/page-link'
import { bankFetch } from './bank-fetch'
import { Notice } from './notice'
import { pageCustomer } from './page-customer'
import { AGENT_TRANSFERS } from './paths'
import { useWords } from './spoken'

/** The words for an address that does not exist, or not for this customer. */
export function NothingHere() {
  const { notFound } = useWords().frame
  useEffect(() => {
    // The router brings these words without saying for whom: what is nothing to another customer, who has signed in since,
    // may be this one's. Any answer to this page's own customer says so (bank-fetch.ts).
    if (pageCustomer()) bankFetch(AGENT_TRANSFERS).catch(() => {})
  }, [])
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
