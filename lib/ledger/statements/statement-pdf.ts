import { join } from 'node:path'
import { type Font, openSync } from 'fontkit'
import PDFDocument from 'pdfkit'
import { formatMoney } from '@/lib/ledger/amounts/money'
import { localDate, localTime } from '@/lib/platform/time/day-start'
import { drawable } from './pdf-text'
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
/** Latin, Greek, Cyrillic, Armenian, Georgian, Hebrew, Arabic and more; as much of each as the text needs goes into the file. */
const FOLDER = join(process.cwd(), 'node_modules/dejavu-fonts-ttf/ttf')
const FILES = { Regular: join(FOLDER, 'DejaVuSans.ttf'), Bold: join(FOLDER, 'DejaVuSans-Bold.ttf') }
const REGULAR = 'Regular'
const BOLD = 'Bold'
let opened: Font[] | undefined
/** Both fonts, to ask what they can draw: opened at the first statement. */
const fonts = () => {
  opened ??= Object.values(FILES).map((file) => openSync(file) as Font)
  return opened
}
const NOTE =
  'What this document’s font lacks is written in Latin letters. The CSV and XML statements have every character as it is.'

/**
 * A statement as a PDF (A4) with running balances. A character that its font lacks is written in Latin letters, and the last
 * page then says so.
 */
export async function statementPdf(statement: Statement, now: Date): Promise<Buffer> {
  const { name, holder, number, currency, opening, closing, lines, timeZone } = statement
  const pdf = new PDFDocument({ size: 'A4', margin: MARGIN, bufferPages: true, info: { Title: 'Account statement' } })
  const whole = collected(pdf)
  pdf.registerFont(REGULAR, FILES.Regular)
  pdf.registerFont(BOLD, FILES.Bold)
  let isComplete = true
  const drawn = (text: string) =>
    drawable(text, (codePoint) => {
      const has = fonts().every((font) => font.hasGlyphForCodePoint(codePoint))
      if (!has) isComplete = false
      return has
    })
  const cells = (y: number, texts: string[], font = REGULAR) => {
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
      BOLD,
    )
    rule(y + 14)
    return y + 20
  }

  pdf.font(BOLD).fontSize(18).text('the bAInk', MARGIN, MARGIN)
  pdf.fontSize(13).text(`Statement of ${drawn(name)}`, MARGIN, MARGIN + 30)
  pdf.font(REGULAR).fontSize(10)
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
  cells(y, ['', 'Closing balance', '', formatMoney(closing, currency)], BOLD)
  if (!isComplete)
    pdf
      .font(REGULAR)
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
      .font(REGULAR)
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
