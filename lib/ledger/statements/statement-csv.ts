import { localDate, localTime } from '@/lib/platform/time/day-start'
import type { Statement } from './read-statement'

const HEAD = ['Date', 'Time', 'Counterparty', 'Description', 'Amount', 'Currency', 'Balance', 'Transfer']
/** A cell that begins so is a formula to a spreadsheet, also in full-width characters or after blanks. */
const FORMULA = /^(?:[\s\p{C}]*[=+\-@＝＋－＠]|[\t\r])/u

/**
 * A statement as CSV (RFC 4180): comma, CRLF, a head. A text that somebody chose and that a spreadsheet would run as a
 * formula begins with an apostrophe; an amount never does. Dates and times are those of the customer's zone.
 */
export function* statementCsv({ lines, timeZone }: Statement): Generator<string> {
  yield record(HEAD)
  for (const { createdAt, counterparty, description, amount, currency, balanceAfter, transferId } of lines) {
    const at = new Date(createdAt)
    const texts = [counterparty ?? '', description].map(harmless)
    yield record([
      localDate(at, timeZone),
      localTime(at, timeZone),
      ...texts,
      amount,
      currency,
      balanceAfter,
      transferId,
    ])
  }
}

function record(cells: string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}

function harmless(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}
