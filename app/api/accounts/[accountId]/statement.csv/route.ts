import { statementCsv } from '@/lib/ledger/statements/statement-csv'
import { answerStatement } from '../_statement/answer-statement'

/** An account's statement as CSV, oldest line first. */
export const GET = answerStatement({
  extension: 'csv',
  type: 'text/csv; charset=utf-8; header=present',
  linesMax: 10_000,
  write: statementCsv,
})
