import { csvRecord, harmlessCell } from '@/lib/platform/text/csv'
import { localDate, localTime } from '@/lib/platform/time/day-start'
import type { Statement } from './read-statement'

const HEAD = ['Date', 'Time', 'Counterparty', 'Description', 'Amount', 'Currency', 'Balance', 'Transfer']
/**
 * A statement as CSV (RFC 4180): comma, CRLF, a head. A text that somebody chose and that a spreadsheet would run as a
 * formula begins with an apostrophe; an amount never does. Dates and times are those of the customer's zone.
 */
export function* statementCsv({ lines, timeZone }: Statement): Generator<string> {
  yield csvRecord(HEAD)
  for (const { createdAt, counterparty, description, amount, currency, balanceAfter, transferId } of lines) {
    const at = new Date(createdAt)
    const texts = [counterparty ?? '', description].map(harmlessCell)
    yield csvRecord([
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
