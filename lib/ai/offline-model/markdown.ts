import type { Account, Payee } from './tool-results'

const TEXT_LENGTH_MAX = 300

/**
 * A name, memo or message as plain text: nothing in it may become a link, an image, a heading or a table cell.
 * The word joiner keeps GitHub-style autolinks from finding an address.
 */
export function plain(text: string): string {
  return text
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(0, TEXT_LENGTH_MAX)
    .replace(/[\\`*_[\]<>|~#!&]/g, '\\$&')
    .replace(/^(\d+)(?=[.)])|^(?=[-+]\s)/, '$1\\')
    .replace(/:(?=\/\/)|www(?=\.)|@/gi, '$&\u2060')
}

/** "Checking ••4321". */
export function accountName(account: Pick<Account, 'name' | 'mask'>): string {
  return `${plain(account.name)} ${plain(account.mask)}`
}

/** "Bob ••1234": by nickname where there is one. */
export function payeeName(payee: Payee): string {
  return `${plain(payee.nickname || payee.name)} ${plain(payee.mask)}`
}

/** "A, B or C". */
export function either(items: string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(items)
}

/** A GitHub-flavoured table; cells must be safe already. */
export function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(' | ')} |`
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n')
}
