'use client'

import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import type { ReactNode } from 'react'
import { SWRConfig } from 'swr'
import { callBank, isWorthRetrying } from './api'
import { cssVariablesResolver, theme } from './theme'

/** A key of SWR is the path that it stands for. */
const read = (path: string) => callBank('GET', path)

/** What every page needs around it. The nonce lets Mantine's own style element pass the page's policy. */
export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce ?? ''}
    >
      <Notifications position="top-center" />
      <SWRConfig value={{ fetcher: read, shouldRetryOnError: isWorthRetrying }}>{children}</SWRConfig>
    </MantineProvider>
  )
}
