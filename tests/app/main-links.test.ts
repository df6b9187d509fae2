import { MantineProvider } from '@mantine/core'
import { createElement } from 'react'
import { renderToStaticMarkup } from 'react-dom/server'
import { expect, test, vi } from 'vitest'
import { BottomLinks, SideLinks } from '@/app/_ui/main-links'
import { Spoken } from '@/app/_ui/spoken'
import { wordsOf } from '@/app/_words/dictionary'

vi.mock('next/navigation', () => ({ usePathname: () => '/accounts', useRouter: () => null }))

test.each([SideLinks, BottomLinks])(
  'the way to orders is there where shop or brokerage is, and only there',
  (links) => {
    const hrefs = (hasOrders: boolean) => {
      const said = { language: 'en', words: wordsOf('en'), children: createElement(links, { hasOrders }) } as const
      const markup = renderToStaticMarkup(createElement(MantineProvider, null, createElement(Spoken, said)))
      return [...markup.matchAll(/href="([^"]+)"/g)].map(([, href]) => href)
    }
    expect(hrefs(true)).toEqual(['/accounts', '/transfer', '/aiya', '/orders', '/approvals'])
    expect(hrefs(false)).toEqual(['/accounts', '/transfer', '/aiya', '/approvals'])
  },
)
