import { useWords } from './spoken'

/** White space of every width, and characters that take room without showing anything. */
const BLANK = /[\s\u2800\u115F\u1160\u3164\uFFA0\p{Cf}]+/gu

/** The text with each amount and its currency on one line. */
export function unbroken(text: string): string {
  return text.replace(/(\d) (?=[A-Z]{3}\b)/g, '$1\u00a0')
}

const RIGHT_TO_LEFT = /[\p{Script=Hebrew}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Thaana}\p{Script=Nko}]/u

/**
 * A name for a plain sentence, such as a notice's: one that reads from right to left is set apart (UAX 9, FSI and PDI), so that it
 * turns no digits after it.
 */
export function isolated(name: string): string {
  return RIGHT_TO_LEFT.test(name) ? `\u2068${name}\u2069` : name
}

/** A name with the last digits of its account. */
const WITH_MASK = /^(.+) (••\d{4})$/

/**
 * A text that somebody chose, such as a memo or a payee's name. It stays on one line, in a box and a direction of its
 * own, so that it can neither imitate rows nor reorder the text around it. A text that shows nothing is replaced by a
 * note. An account's last digits get a box of their own, or a name that reads from right to left would turn them round.
 */
export function ForeignText({ children }: { children: string }) {
  const { blank } = useWords().frame
  if (children.replace(BLANK, '') === '') return <i>{blank}</i>
  const text = unbroken(children.replace(/\s+/g, ' ').trim())
  const [, name, mask] = WITH_MASK.exec(text) ?? []
  if (!name) return <bdi>{text}</bdi>
  return (
    <>
      <bdi>{name}</bdi> <bdi>{mask}</bdi>
    </>
  )
}
