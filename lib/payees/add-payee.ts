import { count, eq } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { type Database, database, withDeadline } from '@/db/client'
import { payees } from '@/db/schema'
import { announce } from '@/lib/events/announce'
import { Problem } from '@/lib/http/problem'
import { printableText } from '@/lib/text/printable-text'
import { accountNumber } from './account-number'
import { findHolder } from './find-holder'
import { findPayee, type Payee } from './list-payees'

const NICKNAME_CHARACTERS_MAX = 40
/** More than anybody pays, and few enough to list them all. */
const PAYEES_MAX = 200

const body = z.strictObject({
  accountNumber,
  nickname: printableText(NICKNAME_CHARACTERS_MAX)
    .nullish()
    .transform((nickname) => nickname?.trim() || null),
})

export type PayeeOrder = z.output<typeof body>

/** Reads the body of a new payee. @throws ZodError naming each bad member. */
export function parsePayeeOrder(input: unknown): PayeeOrder {
  return body.parse(input)
}

/**
 * Saves an account as somebody whom the customer may pay. Saving it again changes nothing and answers with what is
 * saved (`added` is false), so that a repeat after a lost answer does no harm.
 * @throws Refusal `account_not_found` if no customer has an account of this number.
 * @throws Problem `conflict` for an own account, `limit_exceeded` over 200 payees.
 */
export async function addPayee(
  customerId: string,
  order: PayeeOrder,
  { db }: Pick<Database, 'db'> = database(),
): Promise<{ payee: Payee; added: boolean }> {
  const { accountId } = await findHolder(customerId, order.accountNumber, { db })
  const saved = await findPayee(customerId, accountId, { db })
  if (saved) return { payee: saved, added: false }
  await requireRoom(customerId, db)
  const row = { id: uuidv7(), customerId, accountId, nickname: order.nickname }
  const inserted = await withDeadline(db.insert(payees).values(row).onConflictDoNothing().returning({ id: payees.id }))
  const payee = await findPayee(customerId, accountId, { db })
  if (!payee) throw new Error('a payee was stored but cannot be read')
  announce(customerId, 'account')
  return { payee, added: inserted.length > 0 }
}

async function requireRoom(customerId: string, db: Database['db']): Promise<void> {
  const [saved] = await withDeadline(
    db.select({ payees: count() }).from(payees).where(eq(payees.customerId, customerId)),
  )
  if ((saved?.payees ?? 0) >= PAYEES_MAX) {
    throw new Problem('limit_exceeded', { detail: `You can keep at most ${PAYEES_MAX} payees.` })
  }
}
