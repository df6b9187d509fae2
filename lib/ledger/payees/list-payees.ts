import { and, asc, eq } from 'drizzle-orm'
import { z } from 'zod'
import { accounts, customers, payees } from '@/db/schema'
import { maskOf } from '@/lib/ledger/accounts/account'
import { currencyCode } from '@/lib/ledger/amounts/shown-amount'
import { type Database, database, withDeadline } from '@/lib/platform/database/client'
import { uuid } from '@/lib/platform/text/uuid'
import { instant } from '@/lib/platform/time/instant'

/** Somebody's account that the customer may pay. `name` is the holder's, from the ledger and not from the customer. */
export const payee = z.strictObject({
  id: uuid,
  name: z.string().describe("the holder's, from the ledger"),
  nickname: z.string().nullable(),
  mask: z.string(),
  accountId: uuid,
  currency: currencyCode.describe('what can be paid into that account'),
  createdAt: instant,
})

export type Payee = z.output<typeof payee>

/** The customer's payees, in the order in which they were added. */
export async function listPayees(customerId: string, { db }: Pick<Database, 'db'> = database()): Promise<Payee[]> {
  const own = payeesOf(db).where(eq(payees.customerId, customerId))
  return (await withDeadline(own.orderBy(asc(payees.createdAt), asc(payees.id)))).map(asPayee)
}

/** The payee under which the customer saved this account, or null. */
export async function findPayee(
  customerId: string,
  accountId: string,
  { db }: Pick<Database, 'db'> = database(),
): Promise<Payee | null> {
  const saved = and(eq(payees.customerId, customerId), eq(payees.accountId, accountId))
  const [row] = await withDeadline(payeesOf(db).where(saved).limit(1))
  return row ? asPayee(row) : null
}

function payeesOf(db: Database['db']) {
  return db
    .select({
      id: payees.id,
      name: customers.name,
      nickname: payees.nickname,
      number: accounts.number,
      accountId: payees.accountId,
      currency: accounts.currency,
      createdAt: payees.createdAt,
    })
    .from(payees)
    .innerJoin(accounts, eq(accounts.id, payees.accountId))
    .innerJoin(customers, eq(customers.id, accounts.customerId))
    .$dynamic()
}

function asPayee({ number, createdAt, ...row }: Awaited<ReturnType<typeof payeesOf>>[number]): Payee {
  return { ...row, mask: maskOf(number), createdAt: createdAt.toISOString() }
}
