import { Text, Typography } from '@mantine/core'
import { type ComponentType, lazy, Suspense } from 'react'
// Here and not where the words are read: the server's page would come without the styles of what is loaded later.
import classes from './markdown.module.css'

/** Loads what reads Markdown. Where it cannot be had, the words stay as they were written. */
export const loadMarkdown = (): Promise<{ default: ComponentType<{ text: string }> }> =>
  import('./markdown').then(
    ({ Markdown }) => ({ default: Markdown }),
    () => ({ default: AsWritten }),
  )
const Markdown = lazy(loadMarkdown)

/** Aiya's words, which are Markdown, and English on a page of any language. */
export function AiyasText({ text }: { text: string }) {
  return (
    <Typography lang="en" className={classes.words}>
      <Suspense fallback={<AsWritten text={text} />}>
        <Markdown text={text} />
      </Suspense>
    </Typography>
  )
}

function AsWritten({ text }: { text: string }) {
  return (
    <Text dir="auto" style={{ whiteSpace: 'pre-wrap' }}>
      {text}
    </Text>
  )
}
