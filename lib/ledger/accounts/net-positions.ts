import { z } from 'zod'
import { toDecimal } from '@/lib/ledger/amounts/money'
import { currencyCode, decimalAmount } from '@/lib/ledger/amounts/shown-amount'
import { database, withDeadline } from '@/lib/platform/database/client'
import { dayStart, localDate, nextDate } from '@/lib/platform/time/day-start'

const DAY_MS = 86_400_000
const DAYS = 30
/** So many of an account's newest lines are read: what a page costs does not grow with the book. */
const LINES_MAX = 1_000

/** What a customer had of one currency, debts taken off, at the end of each of the last days. */
export const netPosition = z.strictObject({
  currency: currencyCode,
  since: z.iso
    .date()
    .describe(
      'the first of the days, in the zone of the customer: thirty days ago, or later where the first of all lines is, or an account had very many',
    ),
  amounts: z.array(decimalAmount).describe('one for each day from `since` on; the last is today’s so far'),
})

export type NetPosition = z.output<typeof netPosition>

interface DayEnd {
  accountId: string
  currency: string
  /** 0 is the first day or any before it. */
  day: number
  balance: bigint
  /** How many lines of the account were read. */
  lines: string
}

/** The customer's net positions of the last thirty days, one for each currency, in the order of the alphabet. */
export async function netPositions(customerId: string, timeZone: string, now = new Date()): Promise<NetPosition[]> {
  const dates = lastDates(localDate(now, timeZone))
  const starts = dates.slice(1).map((date) => dayStart(date, timeZone).toISOString())
  // The lines are numbered in the order in which they were written: the newest one up to a day's end has its balance.
  const ends = await withDeadline(database().sql<DayEnd[]>`
    SELECT a.id AS "accountId", a.currency, l.day, l.balance_after_minor AS balance, l.lines
    FROM accounts a CROSS JOIN LATERAL (
      SELECT DISTINCT ON (day) width_bucket(created_at, ${`{${starts}}`}::timestamptz[]) AS day, balance_after_minor, count(*) OVER () AS lines
      FROM (SELECT sequence, created_at, balance_after_minor FROM entries e
        WHERE e.account_id = a.id ORDER BY e.sequence DESC LIMIT ${LINES_MAX}) newest
      ORDER BY day, sequence DESC) l
    WHERE a.customer_id = ${customerId} ORDER BY a.currency, a.id, l.day`)
  return [...new Set(ends.map(({ currency }) => currency))].map((currency) => {
    const accounts = accountsOf(ends.filter((end) => end.currency === currency))
    // Before the first line of all there was nothing to speak of, and a line along the bottom would say that there was.
    const begun = Math.min(...accounts.map((ends) => ends[0]?.day ?? 0))
    const first = Math.max(begun, ...accounts.map(firstKnown))
    const amounts = dates.slice(first).map((_, index) => toDecimal(sumAt(accounts, first + index), currency))
    return { currency, since: dates[first] ?? '', amounts }
  })
}

/** The ends of days of each account by itself. */
function accountsOf(ends: DayEnd[]): DayEnd[][] {
  const ids = new Set(ends.map(({ accountId }) => accountId))
  return [...ids].map((id) => ends.filter(({ accountId }) => accountId === id))
}

/** The dates from thirty days ago to today. */
function lastDates(today: string): string[] {
  const dates = [new Date(Date.parse(today) - DAYS * DAY_MS).toISOString().slice(0, 10)]
  while (dates.length <= DAYS) dates.push(nextDate(dates.at(-1) ?? today))
  return dates
}

/** From which day on an account's balance is known. Before the first of all its lines it was zero. */
function firstKnown(ends: DayEnd[]): number {
  return Number(ends[0]?.lines) < LINES_MAX ? 0 : (ends[0]?.day ?? 0)
}

function sumAt(accounts: DayEnd[][], day: number): bigint {
  return accounts.reduce((sum, ends) => sum + (ends.findLast((end) => end.day <= day)?.balance ?? 0n), 0n)
}
