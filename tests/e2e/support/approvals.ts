import { randomUUID } from 'node:crypto'
import postgres from 'postgres'
import type { Account } from '@/lib/ledger/accounts/account'
import { bank } from './bank'

/**
 * Opens an approval for alice as Aiya would, or the customer in the portal, but without a phone that is asked: it waits until
 * it is withdrawn.
 */
export async function openApproval(from: Account, to: Account, amountMinor: number, inPortal = false): Promise<void> {
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
    // The journeys of one bank ask for more together than anybody may in an hour.
    await sql`SELECT resume_asking(customer_id) FROM accounts WHERE id = ${from.id}`
    await sql`
      SELECT open_approval(p_id => ${id}, p_customer => customer_id, p_debtor => ${from.id}, p_creditor => ${to.id},
        p_amount => ${amountMinor}, p_currency => ${from.currency}, p_memo => 'New bicycle', p_transfer_limit => 1000000,
        p_daily_limit => 2500000, p_open_limit => 5, p_binding_message => ${`Transfer ${amount} USD`},
        p_details => ${sql.json(details)}, p_chat => NULL, p_tool_call => NULL, p_lease_owner => ${randomUUID()},
        p_lease_seconds => 300, p_expiry_seconds => 300,
        p_agent => ${inPortal ? sql.json({ clientId: 'portal' }) : null}, p_request => ${inPortal ? id : null})
      FROM accounts WHERE id = ${from.id}`
  } finally {
    await sql.end()
  }
}
