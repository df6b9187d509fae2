import { randomUUID } from 'node:crypto'
import { statementXml } from '@/lib/ledger/statements/statement-xml'
import { answerStatement } from '../_statement/answer-statement'

/** An account's statement as camt.053, oldest entry first. */
export const GET = answerStatement({
  extension: 'xml',
  type: 'application/xml',
  linesMax: 10_000,
  write: (statement, now) => statementXml(statement, randomUUID().replaceAll('-', ''), now),
})
