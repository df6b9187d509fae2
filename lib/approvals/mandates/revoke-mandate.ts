import { database, withDeadline } from '@/lib/platform/database/client'
import { announce } from '@/lib/platform/events/announce'
import { moveApproval } from '../move-approval'
import { getMandate } from './list-mandates'
import type { Mandate } from './mandate'

/**
 * Revokes a mandate at once, or withdraws the request for it. One that is over already stays as it is.
 * @throws Problem `not_found`
 */
export async function revokeMandate(customerId: string, id: string): Promise<Mandate> {
  const mandate = await getMandate(customerId, id)
  await revoke(customerId, 'customer', mandate.id, null)
  return getMandate(customerId, mandate.id)
}

/** Revokes what an agent was allowed, because the customer has taken back its access. */
export async function revokeMandatesOf(customerId: string, agent: string): Promise<void> {
  await revoke(customerId, 'access_revoked', null, agent)
}

async function revoke(customerId: string, why: string, id: string | null, agent: string | null): Promise<void> {
  const rows = await withDeadline(database().sql<{ id: string }[]>`
    SELECT revoke_mandates(p_customer => ${customerId}, p_why => ${why}, p_id => ${id}, p_agent => ${agent}) AS id`)
  // Of those that still waited for the phone, the request is withdrawn too; a yes on the way finds them revoked.
  for (const { id: revoked } of rows) await moveApproval(revoked, 'cancelled')
  if (rows.length > 0) announce(customerId, 'approval')
}
