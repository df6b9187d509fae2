import { Anchor, Text } from '@mantine/core'
import { memo, type ReactNode } from 'react'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { PageLink } from '@/app/_ui/page-link'
import { useWords } from '@/app/_ui/spoken'
import { aiyasWords } from './aiyas-words'
import classes from './markdown.module.css'

/**
 * Aiya's words as Markdown. A memo may have put words into the model's mouth, so the text may hold no raw HTML, no
 * images (an image's address can carry data out), no boxes to tick, and no links except to the bank's own pages.
 */
export const Markdown = memo(function Markdown({ text }: { text: string }) {
  return (
    <ReactMarkdown
      remarkPlugins={[remarkGfm, aiyasWords]}
      skipHtml
      disallowedElements={['img', 'input']}
      unwrapDisallowed
      components={components}
    >
      {text}
    </ReactMarkdown>
  )
})

/**
 * The addresses of the bank's own pages. Any other link stays text, also one that only looks like a page or that does
 * something when opened.
 */
const OWN_PAGE = /^\/(accounts|transfer|approvals|aiya|profile|orders|portfolio|mandates)(\/[\w-]*)?$/

/** A heading in Aiya's words is no heading of the page. */
function Heading({ children }: { children?: ReactNode }) {
  return (
    <p dir="auto">
      <strong>{children}</strong>
    </p>
  )
}

function Table({ children }: { children?: ReactNode }) {
  const { table } = useWords().chat.answer
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: without a mouse, the arrow keys scroll it
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for fields
    <div className={classes.table} role="group" aria-label={table} tabIndex={0}>
      <table>{children}</table>
    </div>
  )
}

const components: Components = {
  a: ({ href, children }) => {
    return href && OWN_PAGE.test(href) ? (
      <Anchor component={PageLink} href={href} underline="always">
        {children}
      </Anchor>
    ) : (
      <Text span>{children}</Text>
    )
  },
  table: Table,
  h1: Heading,
  h2: Heading,
  h3: Heading,
  h4: Heading,
  h5: Heading,
  h6: Heading,
}
