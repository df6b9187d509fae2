import { useWords } from './spoken'

/** White space of every width, and characters that take room without showing anything. */
const BLANK = /[\s\u2800\u115F\u1160\u3164\uFFA0\p{Cf}]+/gu

/**
 * A text that somebody chose, such as a memo or a payee's name. It stays on one line, in a box and a direction of its
 * own, so that it can neither imitate rows nor reorder the text around it. A text that shows nothing is replaced by a
 * note.
 */
export function ForeignText({ children }: { children: string }) {
  const { blank } = useWords().frame
  if (children.replace(BLANK, '') === '') return <i>{blank}</i>
  return <bdi>{children.replace(/\s+/g, ' ').trim()}</bdi>
}
