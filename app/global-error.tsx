'use client'

import './_ui/mantine.css'
import './_ui/house.css'
import { MantineProvider, mantineHtmlProps } from '@mantine/core'
import { languageOf } from '@/lib/platform/text/language'
import { BareFrame } from './_ui/bare-frame'
import { PageFailure } from './_ui/page-failure'
import { cssVariablesResolver, theme } from './_ui/theme'
import { PAGE_FAILURE } from './_words/page-failure'

/** The page for a failure of the root layout. It brings its own frame, and looks up the language as the server does. */
export default function GlobalError({ reset }: { error: Error; reset: () => void }) {
  const language = typeof document === 'undefined' ? 'en' : languageOf({ headers: { get: told } })
  return (
    <html lang={language} {...mantineHtmlProps}>
      <head>
        <title>{PAGE_FAILURE[language].document}</title>
      </head>
      <body>
        <MantineProvider theme={theme} cssVariablesResolver={cssVariablesResolver} defaultColorScheme="auto">
          <BareFrame>
            <PageFailure language={language} retry={reset} />
          </BareFrame>
        </MantineProvider>
      </body>
    </html>
  )
}

/** What the browser would tell the server in this header. */
function told(header: string): string {
  return header === 'cookie' ? document.cookie : navigator.languages.join(',')
}
