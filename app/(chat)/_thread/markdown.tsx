import { Anchor, Text, Typography } from '@mantine/core'
import Link from 'next/link'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'

/**
 * Aiya's words as Markdown. What a model writes may have been put in its mouth by a memo: no raw HTML, no images (a
 * picture's address can carry data out), and links lead nowhere but to our own pages.
 */
export function Markdown({ text }: { text: string }) {
  return (
    <Typography style={{ overflowWrap: 'anywhere' }}>
      <ReactMarkdown
        remarkPlugins={[remarkGfm]}
        skipHtml
        disallowedElements={['img']}
        unwrapDisallowed
        components={components}
      >
        {text}
      </ReactMarkdown>
    </Typography>
  )
}

/** The bank's own pages; what only looks like one, or does something when it is opened, stays text. */
const OWN_PAGE = /^\/(accounts|transfer|approvals|aiya|profile)(\/[\w-]*)?$/

const components: Components = {
  a: ({ href, children }) => {
    return href && OWN_PAGE.test(href) ? (
      <Anchor component={Link} href={href} prefetch={false}>
        {children}
      </Anchor>
    ) : (
      <Text span>{children}</Text>
    )
  },
}
