import type { Transaction } from '@/lib/ledger/accounts/find-transactions'

/** The lines of one day in the reader's zone, newest first. `date` is such as `2026-11-28`. */
export interface Day {
  date: string
  transactions: Transaction[]
}

// Swedish writes a date as ISO 8601 does.
const isoDateIn = (timeZone: string) =>
  new Intl.DateTimeFormat('sv-SE', { year: 'numeric', month: '2-digit', day: '2-digit', timeZone })
const LONG = { weekday: 'short', day: 'numeric', month: 'short', year: 'numeric' } as const
const DAY_MS = 86_400_000

/** Puts lines that are newest first into days of this zone. */
export function daysOf(transactions: Transaction[], timeZone: string): Day[] {
  const isoDate = isoDateIn(timeZone)
  const days: Day[] = []
  for (const transaction of transactions) {
    const date = isoDate.format(new Date(transaction.createdAt))
    const last = days.at(-1)
    if (last?.date === date) last.transactions.push(transaction)
    else days.push({ date, transactions: [transaction] })
  }
  return days
}

/** A day's name for people: `Today`, `Yesterday`, or `Sat, 28 Nov 2026`. */
export function dayName({ date }: Day, timeZone: string, now = new Date()): string {
  const today = isoDateIn(timeZone).format(now)
  if (date === today) return 'Today'
  const at = Date.parse(date)
  if (at === Date.parse(today) - DAY_MS) return 'Yesterday'
  return new Intl.DateTimeFormat('en-GB', { ...LONG, timeZone: 'UTC' }).format(at)
}
