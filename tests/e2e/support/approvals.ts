import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import type { Account } from '@/lib/accounts/account'
import { bank } from './bank'

/** Opens an approval for alice as Aiya would, but without a phone that is asked: it waits until it is withdrawn. */
export async function openApproval(from: Account, to: Account, amountMinor: number): Promise<void> {
  const id = randomUUID()
  const amount = (amountMinor / 100).toFixed(2)
  const details = {
    type: 'payment_initiation',
    identifier: id,
    instructedAmount: { currency: from.currency, amount },
    debtorAccount: { id: from.id, name: from.name, mask: from.mask },
    creditorAccount: { id: to.id, name: to.name, mask: to.mask },
    creditorName: 'Alice Example',
    remittanceInformationUnstructured: 'New bicycle',
  }
  const sql = postgres(bank.database, { max: 1 })
  try {
    await sql`
      SELECT open_approval(${id}, customer_id, ${from.id}, ${to.id}, ${amountMinor}, ${from.currency}, 'New bicycle',
        1000000, 2500000, 5, ${`Transfer ${amount} USD`}, ${sql.json(details)}, NULL, NULL, ${randomUUID()}, 300, 300)
      FROM accounts WHERE id = ${from.id}`
  } finally {
    await sql.end()
  }
}
