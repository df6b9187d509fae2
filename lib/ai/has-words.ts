import { visibleLine } from '@/lib/platform/text/visible-text'
import { standingWords } from './taken-back'

/** What Aiya's page draws nothing of: HTML, images, the addresses of links, and characters by number or name. */
const UNDRAWN = [
  /<!--.*?(?:-->|$)/gsu,
  /<\/?[a-z][^<>]{0,500}>/giu,
  /!\[[^\]]{0,200}\]\([^)]{0,500}\)/gu,
  /^ {0,3}\[[^\]]{1,500}\]:[^\n]*$/gmu,
  /&(?:nbsp|ensp|emsp|thinsp|zwnj|zwj|lrm|rlm|shy|#(?:x[\da-f]{1,6}|\d{1,7}));/giu,
]
/** Signs of Markdown, which are no words. */
const SIGNS = /[\s#>*_~`|\\:=+-]/gu

/** Whether the page shows a word of an answer's text. */
export function hasWords(text: string): boolean {
  const drawn = UNDRAWN.reduce((rest, undrawn) => rest.replace(undrawn, ''), standingWords(text))
  return visibleLine(drawn.replace(SIGNS, ' ')) !== ''
}
