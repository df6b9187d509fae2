'use client'

import { MantineProvider } from '@mantine/core'
import { type ReactNode, useEffect, useMemo } from 'react'
import { SWRConfig } from 'swr'
import { prepareAloud } from './aloud'
import { callBank, isWorthRetrying } from './api'
import { Notices } from './notices'
import { UnlessSomebodyElse } from './somebody-else'
import { useWords } from './spoken'
import { cssVariablesResolver, themeWith } from './theme'
import { TypedBefore } from './typed-before'

/** Reads the path that an SWR key stands for. */
const read = (path: string) => callBank('GET', path)

/** The providers around every page. The nonce lets Mantine's own style element pass the page's policy. */
export function Providers({ nonce, children }: { nonce: string | undefined; children: ReactNode }) {
  const { actions } = useWords().frame
  useEffect(prepareAloud, [])
  const theme = useMemo(() => themeWith(actions), [actions])
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      defaultColorScheme="auto"
      getStyleNonce={() => nonce ?? ''}
    >
      <UnlessSomebodyElse>
        <SWRConfig value={{ fetcher: read, shouldRetryOnError: isWorthRetrying }}>{children}</SWRConfig>
      </UnlessSomebodyElse>
      <TypedBefore />
      {/* Behind the page, whose first link is the one that skips ahead. */}
      <Notices />
    </MantineProvider>
  )
}
