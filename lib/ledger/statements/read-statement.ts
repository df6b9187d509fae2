import { readAccountDetails } from '@/lib/ledger/accounts/account-details'
import { findTransactions, type Transaction, type Transactions } from '@/lib/ledger/accounts/find-transactions'
import { findAccount } from '@/lib/ledger/accounts/list-accounts'
import { sumTransactions } from '@/lib/ledger/accounts/sum-transactions'
import { placeOf } from '@/lib/ledger/accounts/transaction-cursor'
import { signedMinor, toDecimal } from '@/lib/ledger/amounts/money'
import { Problem } from '@/lib/platform/http/problem'
import type { StatementPeriod } from './statement-period'

const PAGE = 500

/** An account's statement over a period, oldest line first. Both balances are signed decimal strings. */
export interface Statement {
  name: string
  holder: string
  /** The full account number. */
  number: string
  currency: string
  period: StatementPeriod
  /** In which the period's days begin and end (IANA). */
  timeZone: string
  opening: string
  closing: string
  lines: Transaction[]
}

interface Scope {
  customerId: string
  accountId: string
  timeZone: string
}

/**
 * Reads an account's statement. The book only grows and is read from its newest line on, so that what is booked meanwhile
 * changes nothing.
 * @param linesMax how many lines it may have
 * @throws Refusal `account_not_found`; Problem `invalid_request`, which names `from`, for a period with more lines
 */
export async function readStatement(scope: Scope, period: StatementPeriod, linesMax: number): Promise<Statement> {
  const { customerId, accountId, timeZone } = scope
  const { name, currency } = await findAccount(customerId, accountId)
  const details = await readAccountDetails(customerId, accountId)
  const totals = await sumTransactions(scope, period)
  if (totals.reduce((sum, { count }) => sum + count, 0) > linesMax) throw tooLong(linesMax)
  const lines = await linesIn(scope, period)
  const [first, last] = [lines.at(0), lines.at(-1)]
  const before = first ? null : await balanceBefore(scope, period)
  return {
    ...details,
    name,
    currency,
    period,
    timeZone,
    opening: first ? beforeLine(first) : (before ?? toDecimal(0n, currency)),
    closing: last?.balanceAfter ?? before ?? toDecimal(0n, currency),
    lines,
  }
}

async function linesIn(scope: Scope, filter: StatementPeriod): Promise<Transaction[]> {
  const lines: Transaction[] = []
  for (let before: bigint | null = null; ; ) {
    const page: Transactions = await findTransactions(scope, { before, limit: PAGE, filter })
    lines.push(...page.transactions)
    if (page.nextCursor === null) return lines.reverse()
    before = placeOf(page.nextCursor)
  }
}

/** The balance before a line's amount was added. */
function beforeLine({ balanceAfter, amount, currency }: Transaction): string {
  return toDecimal(signedMinor(balanceAfter, currency) - signedMinor(amount, currency), currency)
}

/** The balance at the end of a period in which nothing was booked; null before the first line of all. */
async function balanceBefore(scope: Scope, { to }: StatementPeriod): Promise<string | null> {
  const earlier = await findTransactions(scope, { before: null, limit: 1, filter: to ? { to } : {} })
  return earlier.transactions[0]?.balanceAfter ?? null
}

function tooLong(linesMax: number): Problem {
  const message = `must be later: this period has more than ${linesMax} transactions`
  return new Problem('invalid_request', { errors: [{ member: 'from', message }], detail: `from: ${message}` })
}
