import './_ui/mantine.css'
import './_ui/house.css'
import { ColorSchemeScript, mantineHtmlProps } from '@mantine/core'
import type { Metadata, Viewport } from 'next'
import { headers } from 'next/headers'
import type { ReactNode } from 'react'
import { signedInCustomer } from '@/lib/auth0/session/session'
import { Providers } from './_ui/providers'
import { requestTime } from './_ui/request-time'
import { EVERYWHERE } from './_words/dictionary'
import { pageSpeech } from './_words/page-speech'
import { Says } from './_words/says'

export async function generateMetadata(): Promise<Metadata> {
  const { words } = await pageSpeech()
  return { title: { default: 'the bAInk', template: '%s · the bAInk' }, description: words.frame.about }
}

export const viewport: Viewport = {
  colorScheme: 'light dark',
  themeColor: [
    { media: '(prefers-color-scheme: light)', color: '#eef2f6' },
    { media: '(prefers-color-scheme: dark)', color: '#0a111f' },
  ],
}

export default async function RootLayout({ children }: { children: ReactNode }) {
  const policy = (await headers()).get('content-security-policy')
  const nonce = policy?.match(/'nonce-([^']+)'/)?.[1]
  // Where the session cannot be read, the page itself says so.
  const customer = await signedInCustomer().catch(() => null)
  return (
    <html
      lang={(await pageSpeech()).language}
      data-customer={customer?.id}
      data-made-at={requestTime()}
      {...mantineHtmlProps}
    >
      <head>
        <ColorSchemeScript nonce={nonce} defaultColorScheme="auto" />
      </head>
      <body>
        <Says parts={EVERYWHERE}>
          <Providers nonce={nonce}>{children}</Providers>
        </Says>
      </body>
    </html>
  )
}
