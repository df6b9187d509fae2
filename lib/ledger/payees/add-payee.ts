import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { type Database, database, withDeadline } from '@/lib/platform/database/client'
import { announce } from '@/lib/platform/events/announce'
import { Problem } from '@/lib/platform/http/problem'
import { printableName } from '@/lib/platform/text/printable-text'
import { accountNumber } from './account-number'
import { standIn } from './find-elsewhere'
import { findHolder } from './find-holder'
import { findPayee, type Payee } from './list-payees'

const NICKNAME_CHARACTERS_MAX = 40
/** More than anybody pays, and few enough to list them all. */
const PAYEES_MAX = 200

/** What the customer calls a payee. Null or a blank one means none; one with unprintable characters is refused. */
export const nickname = z.preprocess(
  (typed) => (typeof typed === 'string' ? typed.trim() || null : typed),
  printableName(NICKNAME_CHARACTERS_MAX).nullable(),
)

/** The body of a new payee. */
export const payeeOrder = z.strictObject({
  accountNumber,
  nickname: nickname.optional().transform((nickname) => nickname ?? null),
})

export type PayeeOrder = z.output<typeof payeeOrder>

/** Reads the body of a new payee. @throws ZodError naming each bad member. */
export function parsePayeeOrder(input: unknown): PayeeOrder {
  return payeeOrder.parse(input)
}

/**
 * Saves an account as somebody whom the customer may pay. Saving it again changes nothing and answers with what is
 * saved (`added` is false), so that a repeat after a lost answer does no harm.
 * @throws Refusal `account_not_found` if no customer has an account of this number.
 * @throws Problem `conflict` for an own account, and over 200 payees.
 */
export async function addPayee(
  customerId: string,
  order: PayeeOrder,
  { sql, db }: Database = database(),
): Promise<{ payee: Payee; added: boolean }> {
  const { accountId, elsewhere } = await findHolder(customerId, order.accountNumber, { db })
  if (elsewhere) await standIn(elsewhere, { sql })
  // One SQL function, so that simultaneous requests cannot pass the limit together.
  const [saved] = await withDeadline(sql<{ outcome: 'added' | 'saved' | 'full' }[]>`
    SELECT add_payee(p_id => ${uuidv7()}, p_customer => ${customerId}, p_account => ${accountId},
      p_nickname => ${order.nickname}, p_most => ${PAYEES_MAX}) AS outcome`)
  if (saved?.outcome === 'full') throw new Problem('conflict', { detail: `You can keep at most ${PAYEES_MAX} payees.` })
  const payee = await findPayee(customerId, accountId, { db })
  if (!payee) throw new Error('a payee was stored but cannot be read')
  const added = saved?.outcome === 'added'
  if (added) announce(customerId, 'account')
  return { payee, added }
}
