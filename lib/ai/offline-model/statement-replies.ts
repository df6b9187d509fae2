import { accountName, plain, table } from './markdown'
import { formatMinor, toMinor } from './money'
import type { StatementRequest } from './requests'
import { fold } from './spelling'
import type { Statement } from './tool-results'

type Line = Statement['transactions'][number] & { account: Statement['account'] }
type Wanted = Pick<StatementRequest, 'limit' | 'direction'> & { search: string | undefined }

/** The newest lines of one or more statements, narrowed to what was asked for. */
export function statementReply(statements: Statement[], wanted: Wanted): string {
  const lines = statements
    .flatMap(({ account, transactions }) => transactions.map((line): Line => ({ ...line, account })))
    .filter((line) => isWanted(line, wanted))
    .sort((a, b) => (a.createdAt < b.createdAt ? 1 : a.createdAt > b.createdAt ? -1 : 0))
    .slice(0, wanted.limit)
  const where =
    statements.length === 1 && statements[0] ? `in ${accountName(statements[0].account)}` : 'across your accounts'
  if (lines.length === 0) return `I found ${kindOf(wanted, 0)} ${where}${about(wanted)}.`
  const opening = `The latest ${lines.length === 1 ? '' : `${lines.length} `}${kindOf(wanted, lines.length)} ${where}${about(wanted)}:`
  return [opening, lineTable(lines, statements.length === 1), total(lines, wanted)].filter(Boolean).join('\n\n')
}

function isWanted(line: Line, { direction, search }: Wanted): boolean {
  const isOut = line.amount.startsWith('-')
  if (direction !== 'all' && (direction === 'out') !== isOut) return false
  const text = fold(`${line.counterparty ?? ''} ${line.description ?? ''}`)
  return search === undefined || search.split(' ').some((word) => text.includes(word))
}

function kindOf({ direction }: Wanted, count: number): string {
  const kind = { all: '', out: 'outgoing ', in: 'incoming ' }[direction]
  return `${count === 0 ? 'no ' : ''}${kind}transaction${count === 1 ? '' : 's'}`
}

function about({ search }: Wanted): string {
  return search === undefined ? '' : ` that mention "${search}"`
}

function lineTable(lines: Line[], isOneAccount: boolean): string {
  const rows = lines.map((line) => {
    const what = [line.counterparty, line.description].filter((part, at, all) => part && all.indexOf(part) === at)
    const cells = [plain(line.createdAt.slice(0, 10)), plain(what.join(', ')), plain(line.amountFormatted)]
    return [...cells, isOneAccount ? plain(line.balanceAfterFormatted) : accountName(line.account)]
  })
  return table(['Date', 'What', 'Amount', isOneAccount ? 'Balance after' : 'Account'], rows)
}

/** Only of the lines shown, and so it says. */
function total(lines: Line[], { direction }: Wanted): string {
  if (direction === 'all' || lines.length < 2) return ''
  const sums = new Map<string, bigint>()
  for (const { amount, account } of lines) {
    const minor = toMinor(amount, account.currency) ?? 0n
    sums.set(account.currency, (sums.get(account.currency) ?? 0n) + (minor < 0n ? -minor : minor))
  }
  const spoken = [...sums].map(([currency, minor]) => `**${formatMinor(minor, currency)}**`).join(' and ')
  return `These come to ${spoken}, transfers between your own accounts included.`
}
