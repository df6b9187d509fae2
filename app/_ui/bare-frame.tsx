import { Anchor, Container } from '@mantine/core'
import type { ReactNode } from 'react'
import { Brand } from './brand'

/** The frame of a page without navigation: the bank's name and the page's content. */
export function BareFrame({ children }: { children: ReactNode }) {
  return (
    <>
      <Container component="header" size="lg" py="lg">
        <Anchor href="/" underline="never" c="inherit" aria-label="the bAInk">
          <Brand />
        </Anchor>
      </Container>
      <main>{children}</main>
    </>
  )
}
