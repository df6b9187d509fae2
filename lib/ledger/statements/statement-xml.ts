import type { Transaction } from '@/lib/ledger/accounts/find-transactions'
import { dayStart, localDate, nextDate } from '@/lib/platform/time/day-start'
import type { Statement } from './read-statement'

/** The message and version that is written (ISO 20022, Bank to Customer Statement). */
const NAMESPACE = 'urn:iso:std:iso:20022:tech:xsd:camt.053.001.08'
/** Max140Text: the longest name and the longest line of remittance information. */
const TEXT_CHARACTERS_MAX = 140
/** Everything that XML 1.0 (section 2.2) has no place for. */
const NOT_XML = /[^\t\n\r\u{20}-\u{d7ff}\u{e000}-\u{fffd}\u{10000}-\u{10ffff}]/gu

/**
 * A statement as camt.053. Amounts are without a sign, and say beside it whether they are credit or debit. Dates are those
 * of the customer's zone; every entry is a transfer inside the bank.
 * @param id of the message, at most 35 characters
 * @param now the moment of its making
 */
export function* statementXml(statement: Statement, id: string, now: Date): Generator<string> {
  const { currency, opening, closing, lines, name, holder, number, timeZone, period } = statement
  const made = element('CreDtTm', now.toISOString())
  const first = period.from ?? dateOf(lines[0], timeZone) ?? localDate(now, timeZone)
  const last = period.to ?? localDate(now, timeZone)
  yield '<?xml version="1.0" encoding="UTF-8"?>\n'
  yield `<Document xmlns="${NAMESPACE}"><BkToCstmrStmt>`
  yield `<GrpHdr>${element('MsgId', id)}${made}</GrpHdr>`
  yield `<Stmt>${element('Id', id)}${made}`
  yield `<FrToDt>${element('FrDtTm', dayStart(first, timeZone).toISOString())}`
  yield `${element('ToDtTm', dayStart(nextDate(last), timeZone).toISOString())}</FrToDt>`
  yield `<Acct><Id><Othr>${element('Id', number)}</Othr></Id>${element('Ccy', currency)}${text('Nm', name)}`
  yield `<Ownr>${text('Nm', holder)}</Ownr></Acct>`
  yield balance('OPBD', opening, currency, first)
  yield balance('CLBD', closing, currency, last)
  for (const line of lines) yield entry(line, statement)
  yield '</Stmt></BkToCstmrStmt></Document>\n'
}

function entry(line: Transaction, { holder, timeZone }: Statement): string {
  const { amount, currency, createdAt, transferId, counterparty, description } = line
  const date = localDate(new Date(createdAt), timeZone)
  const moved = signed(amount, currency)
  const isOut = amount.startsWith('-')
  const other = counterparty ?? 'the bAInk'
  const [debtor, creditor] = isOut ? [holder, other] : [other, holder]
  const code = `<BkTxCd><Domn><Cd>PMNT</Cd><Fmly>${element('Cd', isOut ? 'ICDT' : 'RCDT')}<SubFmlyCd>BOOK</SubFmlyCd></Fmly></Domn></BkTxCd>`
  const parties = `<RltdPties><Dbtr><Pty>${text('Nm', debtor)}</Pty></Dbtr><Cdtr><Pty>${text('Nm', creditor)}</Pty></Cdtr></RltdPties>`
  const references = `<Refs>${element('AcctSvcrRef', reference(transferId))}</Refs>`
  return `<Ntry>${element('NtryRef', reference(line.id))}${moved}<Sts><Cd>BOOK</Cd></Sts><BookgDt>${element('DtTm', createdAt)}</BookgDt><ValDt>${element('Dt', date)}</ValDt>${element('AcctSvcrRef', reference(transferId))}${code}<NtryDtls><TxDtls>${references}${moved}${parties}<RmtInf>${text('Ustrd', description)}</RmtInf></TxDtls></NtryDtls></Ntry>`
}

function balance(code: 'OPBD' | 'CLBD', amount: string, currency: string, date: string): string {
  return `<Bal><Tp><CdOrPrtry><Cd>${code}</Cd></CdOrPrtry></Tp>${signed(amount, currency)}<Dt>${element('Dt', date)}</Dt></Bal>`
}

function signed(amount: string, currency: string): string {
  const isDebit = amount.startsWith('-')
  return `<Amt Ccy="${currency}">${isDebit ? amount.slice(1) : amount}</Amt>${element('CdtDbtInd', isDebit ? 'DBIT' : 'CRDT')}`
}

function dateOf(line: Transaction | undefined, timeZone: string): string | undefined {
  return line && localDate(new Date(line.createdAt), timeZone)
}

/** A UUID in 32 characters: references have at most 35. */
function reference(id: string): string {
  return id.replaceAll('-', '')
}

/** A text that somebody chose, cut to what its element may hold. An empty one is not allowed. */
function text(name: string, value: string): string {
  const plain = value.replace(NOT_XML, '\uFFFD').trim() || '-'
  return element(name, [...plain].slice(0, TEXT_CHARACTERS_MAX).join(''))
}

function element(name: string, value: string): string {
  const escaped = value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;')
  return `<${name}>${escaped}</${name}>`
}
