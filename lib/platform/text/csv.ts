/** A cell that begins so is a formula to a spreadsheet, also in full-width characters or after blanks. */
const FORMULA = /^(?:[\s\p{C}]*[=+\-@＝＋－＠]|[\t\r])/u

/** One record of a CSV file (RFC 4180): comma, CRLF, quotes where they are needed. */
export function csvRecord(cells: string[]): string {
  return `${cells.map(quoted).join(',')}\r\n`
}

/** A text that somebody chose, for a cell: with an apostrophe before it where a spreadsheet would run it as a formula. */
export function harmlessCell(text: string): string {
  return FORMULA.test(text) ? `'${text}` : text
}

function quoted(cell: string): string {
  return /[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell
}
