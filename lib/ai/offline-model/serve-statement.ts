import { matchAccounts } from './account-matching'
import { plain } from './markdown'
import type { StatementRequest } from './requests'
import { statementReply } from './statement-replies'
import { askStatements, type Conversation } from './tool-calls'
import type { Account, Statement } from './tool-results'
import { stopReply } from './transfer-replies'

const ACCOUNTS_MAX = 6
/** To find the payments to one person, or those that went out, more lines are read than are shown. */
const LINES_SEARCHED = 50

/** Reads the statement of the named account, or of all that are in use; a phrase that names none is searched for. */
export function* serveStatement(request: StatementRequest, accounts: Account[]): Conversation<string> {
  const named = request.account === undefined ? [] : matchAccounts(request.account, accounts).found
  const inUse = accounts.filter((account) => account.status !== 'closed')
  const chosen = (named.length > 0 ? named : inUse).slice(0, ACCOUNTS_MAX)
  if (chosen.length === 0) return 'You have no accounts to show transactions of.'
  const search = named.length > 0 ? undefined : request.account
  const filters = search !== undefined || request.direction !== 'all'
  const limit = filters ? LINES_SEARCHED : request.limit
  const reads = yield* askStatements(
    chosen.map((account) => account.id),
    limit,
  )
  const statements: Statement[] = []
  for (const read of reads) {
    if (!read.ok) return stopReply(read)
    statements.push(read.value)
  }
  const period = request.namesPeriod ? "I can't pick out dates, so here is the latest. " : ''
  return `${period}${statementReply(statements, { ...request, search: search && plain(search) })}`
}
