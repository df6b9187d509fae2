import { and, eq } from 'drizzle-orm'
import { z } from 'zod'
import { payees } from '@/db/schema'
import { database, withDeadline } from '@/lib/platform/database/client'
import { announce } from '@/lib/platform/events/announce'
import { Problem } from '@/lib/platform/http/problem'
import { uuid } from '@/lib/platform/text/uuid'
import { nickname } from './add-payee'
import { listPayees, type Payee } from './list-payees'

/** The body of a change: null, or a blank text, takes the nickname away. A body without the member changes nothing, and is refused. */
export const payeeChange = z.strictObject({ nickname })

/** Gives a payee another nickname. The holder's name is the ledger's, and stays. @throws Problem `not_found` */
export async function renamePayee(
  customerId: string,
  id: string,
  change: z.output<typeof payeeChange>,
): Promise<Payee> {
  const named = uuid.safeParse(id)
  if (!named.success) throw new Problem('not_found')
  const own = and(eq(payees.customerId, customerId), eq(payees.id, named.data))
  await withDeadline(database().db.update(payees).set(change).where(own))
  const payee = (await listPayees(customerId)).find((each) => each.id === named.data)
  if (!payee) throw new Problem('not_found')
  announce(customerId, 'account')
  return payee
}

/**
 * Forgets a payee: nothing more is paid there, also not by what is scheduled or waits for the phone.
 * @throws Problem `not_found`
 */
export async function deletePayee(customerId: string, id: string): Promise<void> {
  const named = uuid.safeParse(id)
  const [row] = named.success
    ? await withDeadline(database().sql<{ forgotten: boolean }[]>`
        SELECT forget_payee(p_customer => ${customerId}, p_payee => ${named.data}) AS forgotten`)
    : []
  if (!row?.forgotten) throw new Problem('not_found')
  announce(customerId, 'account')
}
