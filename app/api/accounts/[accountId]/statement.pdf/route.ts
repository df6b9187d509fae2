import { statementPdf } from '@/lib/ledger/statements/statement-pdf'
import { answerStatement } from '../_statement/answer-statement'

/** An account's statement as PDF, oldest line first. */
export const GET = answerStatement({
  extension: 'pdf',
  type: 'application/pdf',
  // About 80 pages, which take a second of one processor.
  linesMax: 2_000,
  write: statementPdf,
})
