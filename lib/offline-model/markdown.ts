import { type Currency, formatMoney, toDecimal } from '@/lib/ledger/amounts/money'
import { printablePart } from '@/lib/platform/text/printable-text'

const TEXT_LENGTH_MAX = 300
const date = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' })

/**
 * A name, memo or message as plain text: nothing in it may become a link, an image, a heading or a table cell.
 * The word joiner keeps GitHub-style autolinks from finding an address.
 */
export function plain(text: string): string {
  return printablePart(text, TEXT_LENGTH_MAX)
    .replace(/[\\`*_[\]<>|~#!&]/g, '\\$&')
    .replace(/^(\d+)(?=[.)])|^(?=[-+]\s)/, '$1\\')
    .replace(/:(?=\/\/)|www(?=\.)|@/gi, '$&\u2060')
}

/** The text that `plain` made this Markdown of. */
export function unplain(markdown: string): string {
  return markdown.replaceAll('\u2060', '').replace(/\\(.)/g, '$1')
}

/** "A, B or C". */
export const either = (items: string[]) => new Intl.ListFormat('en', { type: 'disjunction' }).format(items)

export const money = (minor: bigint, currency: Currency) => formatMoney(toDecimal(minor, currency), currency)

/** `2026-11-28` as "28 Nov 2026". */
export const day = (isoDate: string) => date.format(new Date(isoDate))

/** A GitHub-flavoured table; cells must be safe already. A column whose head ends in ">" stands on the right. */
export function table(head: string[], rows: string[][]): string {
  const rules = head.map((cell) => (cell.endsWith('>') ? '---:' : '---'))
  const lines = [head.map((cell) => cell.replace('>', '')), rules, ...rows]
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n')
}
