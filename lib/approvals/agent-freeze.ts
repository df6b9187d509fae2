import { database, withDeadline } from '@/db/client'
import { announce } from '@/lib/events/announce'
import { asRefusal } from '@/lib/transfers/refusal'
import { cancelOpenApprovals, withdrawAfterFreeze } from './end-approval'

/** Whether agents may ask for this customer's money; `frozenAt` is since when they may not. */
export interface AgentTransfers {
  frozenAt: string | null
  /** Whether the session that asks has signed in since, so that it may thaw. */
  mayThaw: boolean
}

/**
 * How the customer's agents stand.
 * @param signedInAt when the session that asks last signed in, by the tenant's word.
 */
export async function readAgentTransfers(customerId: string, signedInAt: Date | null): Promise<AgentTransfers> {
  const { sql } = database()
  const [row] = await withDeadline(sql<{ since: string | null; may: boolean | null }[]>`
    SELECT agent_transfers_frozen_at AS since, may_thaw(agent_transfers_frozen_at, ${signedInAt?.toISOString() ?? null}) AS may
    FROM customers WHERE id = ${customerId}`)
  return { frozenAt: row?.since ? new Date(row.since).toISOString() : null, mayThaw: row?.may ?? false }
}

/**
 * Freezes all transfers by agents, and then withdraws what still waits. The flag alone keeps the money where it is:
 * should this process die in between, what waits can be approved and is still not made. Once this has answered, no
 * agent's transfer follows.
 */
export async function freezeAgentTransfers(customerId: string): Promise<AgentTransfers> {
  await setFreeze(customerId, true, null)
  await withdrawAfterFreeze(customerId)
  return readAgentTransfers(customerId, null)
}

/**
 * Lets agents ask again. What Aiya had opened before the freeze stays dead, and so does every token from before it.
 * @param signedInAt when the customer last signed in, by the tenant's word.
 * @throws Refusal `sign_in_again` unless that was after the freeze and within the last five minutes.
 */
export async function thawAgentTransfers(customerId: string, signedInAt: Date | null): Promise<AgentTransfers> {
  const { frozenAt } = await readAgentTransfers(customerId, null)
  if (frozenAt) await cancelOpenApprovals(customerId)
  await setFreeze(customerId, false, signedInAt)
  return readAgentTransfers(customerId, signedInAt)
}

async function setFreeze(customerId: string, frozen: boolean, signedInAt: Date | null): Promise<void> {
  const { sql } = database()
  await withDeadline(sql`
    SELECT set_agent_freeze(${customerId}, ${frozen}, 'customer', ${signedInAt?.toISOString() ?? null})`).catch(
    (error: unknown) => {
      throw asRefusal(error)
    },
  )
  announce(customerId, 'approval')
}
