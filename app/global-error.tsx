'use client'

import '@mantine/core/styles.css'
import './_ui/house.css'
import { MantineProvider, mantineHtmlProps } from '@mantine/core'
import { PageFailure } from './_ui/page-failure'
import { cssVariablesResolver, theme } from './_ui/theme'

/** When the root layout itself fails: it brings its own frame. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  return (
    <html lang="en" {...mantineHtmlProps}>
      <head>
        <title>Something went wrong · the bAInk</title>
      </head>
      <body>
        <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
          <PageFailure retry={reset} />
        </MantineProvider>
      </body>
    </html>
  )
}
