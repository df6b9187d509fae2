import PDFDocument from 'pdfkit'
import { formatMoney } from '@/lib/ledger/amounts/money'
import { localDate, localTime } from '@/lib/platform/time/day-start'
import type { Statement } from './read-statement'

const MARGIN = 48
const WIDTH = 595 - 2 * MARGIN
const BOTTOM = 842 - MARGIN - 24
const COLUMNS = [
  { title: 'Date', x: 0, width: 78, align: 'left' },
  { title: 'Payee', x: 84, width: 235, align: 'left' },
  { title: 'Amount', x: 325, width: 84, align: 'right' },
  { title: 'Balance', x: 415, width: 84, align: 'right' },
] as const
/** How many lines are drawn before other requests have their turn. */
const LINES_AT_ONCE = 25
const UNDRAWN = '?'
/** Characters beyond Latin-1 that the standard fonts of PDF have (WinAnsi, PDF 32000 annex D). */
const BEYOND_LATIN = '€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸ'
const DRAWN = new RegExp(`[^\\u0020-\\u007e\\u00a0-\\u00ff${BEYOND_LATIN}]`, 'gu')
const NOTE = `A character that this document's font lacks is shown as "${UNDRAWN}". The CSV and XML statements have every character.`

/**
 * A statement as a PDF (A4) with running balances. It is drawn in one of the fonts that each reader has, which know the
 * letters of Western Europe alone: any other character becomes a question mark, and the last page then says so.
 */
export async function statementPdf(statement: Statement, now: Date): Promise<Buffer> {
  const { name, holder, number, currency, opening, closing, lines, timeZone } = statement
  const pdf = new PDFDocument({ size: 'A4', margin: MARGIN, bufferPages: true, info: { Title: 'Account statement' } })
  const whole = collected(pdf)
  let isComplete = true
  const drawn = (text: string) => {
    const plain = text.normalize('NFC').replaceAll('\u2212', '-').replace(DRAWN, UNDRAWN)
    if (plain.includes(UNDRAWN) && !text.includes(UNDRAWN)) isComplete = false
    return plain
  }
  const cells = (y: number, texts: string[], font = 'Helvetica') => {
    pdf.font(font).fontSize(9)
    for (const [index, { x, width, align }] of COLUMNS.entries()) {
      pdf.text(drawn(texts[index] ?? ''), MARGIN + x, y, { width, align, lineBreak: false, ellipsis: true, height: 11 })
    }
  }
  const rule = (y: number) =>
    pdf
      .moveTo(MARGIN, y)
      .lineTo(MARGIN + WIDTH, y)
      .lineWidth(0.5)
      .strokeColor('#8794a6')
      .stroke()
  const head = (y: number) => {
    cells(
      y,
      COLUMNS.map(({ title }) => title),
      'Helvetica-Bold',
    )
    rule(y + 14)
    return y + 20
  }

  pdf.font('Helvetica-Bold').fontSize(18).text('the bAInk', MARGIN, MARGIN)
  pdf.fontSize(13).text(`Statement of ${drawn(name)}`, MARGIN, MARGIN + 30)
  pdf.font('Helvetica').fontSize(10)
  pdf.text(drawn(holder), MARGIN, MARGIN + 50)
  pdf.text(`Account ${number}, ${currency}`)
  pdf.text(`${drawn(periodOf(statement, now))} (${timeZone})`)
  let y = head(MARGIN + 104)
  cells(y, [statement.period.from ?? '', 'Opening balance', '', formatMoney(opening, currency)])
  y += 18
  for (const [index, line] of lines.entries()) {
    if (index % LINES_AT_ONCE === 0) await new Promise((resume) => setImmediate(resume))
    if (y > BOTTOM - 28) {
      pdf.addPage()
      y = head(MARGIN)
    }
    const at = new Date(line.createdAt)
    const payee = line.counterparty ?? line.description
    const money = [line.amount, line.balanceAfter].map((amount) => formatMoney(amount, currency))
    cells(y, [localDate(at, timeZone), payee, ...money])
    cells(y + 12, [localTime(at, timeZone), line.counterparty ? line.description : '', '', ''])
    rule(y + 26)
    y += 31
  }
  cells(y, ['', 'Closing balance', '', formatMoney(closing, currency)], 'Helvetica-Bold')
  if (!isComplete)
    pdf
      .font('Helvetica')
      .fontSize(8)
      .text(NOTE, MARGIN, y + 24, { width: WIDTH })
  numberPages(pdf)
  pdf.end()
  return whole
}

function periodOf({ period: { from, to }, timeZone }: Statement, now: Date): string {
  const last = to ?? localDate(now, timeZone)
  return from ? `${from} to ${last}` : `Up to ${last}`
}

function numberPages(pdf: PDFKit.PDFDocument): void {
  const { count } = pdf.bufferedPageRange()
  for (let page = 0; page < count; page++) {
    pdf.switchToPage(page)
    // Below the margin, where text would begin a new page otherwise.
    pdf.page.margins.bottom = 0
    pdf
      .font('Helvetica')
      .fontSize(8)
      .text(`Page ${page + 1} of ${count}`, MARGIN, 842 - MARGIN + 6, {
        width: WIDTH,
        align: 'right',
        lineBreak: false,
      })
  }
}

async function collected(pdf: PDFKit.PDFDocument): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of pdf) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
