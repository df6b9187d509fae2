import { and, eq, gt, gte, inArray, lt, lte, or, type SQL, sql } from 'drizzle-orm'
import { alias } from 'drizzle-orm/pg-core'
import { accounts, customers, entries, payees, transfers } from '@/db/schema'
import { type Currency, decimalsOf } from '@/lib/ledger/amounts/money'
import { anyCasePattern } from '@/lib/platform/text/any-case'
import { dayStart, nextDate } from '@/lib/platform/time/day-start'
import type { TransactionFilter } from './transaction-filter'
import type { TransactionScope } from './transaction-scope'

/** The account on the other side of a line. */
export const other = alias(accounts, 'other')

/** Who is on the other side: an own account with its mask, or the name of its holder; null for the bank itself. */
export function counterpartyFor(customerId: string): SQL<string | null> {
  return sql`CASE WHEN ${other.customerId} = ${customerId}::uuid THEN ${other.name} || ' ••' || right(${other.number}, 4) ELSE ${customers.name} END`
}

/** What a line is called: its memo, or else which way the money went. */
export function descriptionFor(customerId: string): SQL<string> {
  const counterparty = counterpartyFor(customerId)
  return sql`coalesce(${transfers.memo}, CASE WHEN ${counterparty} IS NULL THEN 'Booked by the bank'
    WHEN ${entries.amountMinor} < 0 THEN 'Transfer to ' || ${counterparty} ELSE 'Transfer from ' || ${counterparty} END)`
}

export const otherSide = sql`CASE WHEN ${transfers.debtorAccountId} = ${entries.accountId}
  THEN ${transfers.creditorAccountId} ELSE ${transfers.debtorAccountId} END`

/** The filter as one condition over a line, for accounts in these currencies; dates are days of the scope's zone. */
export function conditionFor(
  { customerId, timeZone }: TransactionScope,
  filter: TransactionFilter,
  currencies: Currency[],
): SQL | undefined {
  const { direction, from, to } = filter
  return and(
    ...wordsOf(filter.q).map((word) => or(contains(descriptionFor(customerId), word), isWith(customerId, word))),
    ...wordsOf(filter.counterparty).map((word) => isWith(customerId, word)),
    direction === 'in' ? gt(entries.amountMinor, 0n) : undefined,
    direction === 'out' ? lt(entries.amountMinor, 0n) : undefined,
    from ? gte(entries.createdAt, dayStart(from, timeZone)) : undefined,
    to ? lt(entries.createdAt, dayStart(nextDate(to), timeZone)) : undefined,
    isWithin(filter, currencies),
  )
}

function wordsOf(text: string | undefined): string[] {
  return (text ?? '').split(/\s+/).filter(Boolean)
}

/** Whether the other side is called so: by the ledger's name, or by a nickname that the customer gave its holder. */
function isWith(customerId: string, word: string): SQL | undefined {
  const nicknamed = sql`(SELECT held.customer_id FROM ${payees} saved JOIN ${accounts} held ON held.id = saved.account_id
    WHERE saved.customer_id = ${customerId}::uuid AND ${contains(sql`saved.nickname`, word)})`
  return or(contains(counterpartyFor(customerId), word), inArray(other.customerId, nicknamed))
}

function contains(text: SQL, word: string): SQL {
  return sql`${text} ~ ${anyCasePattern(word)}`
}

function isWithin({ min, max }: TransactionFilter, currencies: Currency[]): SQL | undefined {
  if (min === undefined && max === undefined) return undefined
  const moved = sql`abs(${entries.amountMinor})`
  return or(
    sql`false`,
    ...currencies.map((currency) =>
      and(
        eq(transfers.currency, currency),
        min === undefined ? undefined : gte(moved, minorFrom(min, currency)),
        max === undefined ? undefined : lte(moved, minorUpTo(max, currency)),
      ),
    ),
  )
}

/** The most minor units that are no more than the decimal. */
function minorUpTo(decimal: string, currency: Currency): bigint {
  const [whole = '0', fraction = ''] = decimal.split('.')
  const decimals = decimalsOf(currency)
  return BigInt(whole + fraction.padEnd(decimals, '0').slice(0, decimals))
}

/** The fewest minor units that are no less than the decimal. */
function minorFrom(decimal: string, currency: Currency): bigint {
  const isFiner = /[1-9]/.test((decimal.split('.')[1] ?? '').slice(decimalsOf(currency)))
  return minorUpTo(decimal, currency) + (isFiner ? 1n : 0n)
}
