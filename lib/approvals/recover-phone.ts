import { database, withDeadline } from '@/lib/platform/database/client'
import { announce } from '@/lib/platform/events/announce'
import { withdrawAfterRecovery } from './end-approval'

/**
 * Stops what a customer's lost devices allowed: agents are frozen, mandates are over, and what waits is withdrawn. The first
 * statement alone stops the money; told again, all of it is done again.
 */
export async function recoverPhone(customerId: string): Promise<void> {
  await withDeadline(database().sql`SELECT settle_recovery(${customerId})`)
  await withdrawAfterRecovery(customerId)
  announce(customerId, 'approval')
}
