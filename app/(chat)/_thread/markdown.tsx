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
    <Typography>
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

/** A second slash of either kind would name another host. */
const OWN_PAGE = /^\/(?![/\\])/

const components: Components = {
  a: ({ href, children }) => {
    return href && OWN_PAGE.test(href) ? (
      <Anchor component={Link} href={href}>
        {children}
      </Anchor>
    ) : (
      <Text span>{children}</Text>
    )
  },
}
