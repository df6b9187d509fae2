'use client'

import './_ui/mantine.css'
import './_ui/house.css'
import { MantineProvider, mantineHtmlProps } from '@mantine/core'
import { BareFrame } from './_ui/bare-frame'
import { PageFailure } from './_ui/page-failure'
import { cssVariablesResolver, theme } from './_ui/theme'

/** The page for a failure of the root layout. It brings its own frame. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <title>Something went wrong · the bAInk</title>
      </head>
      <body>
        <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
          <BareFrame>
            <PageFailure retry={reset} />
          </BareFrame>
        </MantineProvider>
      </body>
    </html>
  )
}
