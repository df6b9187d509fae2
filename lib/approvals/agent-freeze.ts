import { eq } from 'drizzle-orm'
import { answerOf, database } from '@/db/client'
import { customers } from '@/db/schema'
import { announce } from '@/lib/events/announce'
import { asRefusal } from '@/lib/transfers/refusal'
import { cancelOpenApprovals, withdrawAfterFreeze } from './end-approval'

/** Whether agents may ask for this customer's money; `frozenAt` is since when they may not. */
export interface AgentTransfers {
  frozenAt: string | null
}

/** How the customer's agents stand. */
export async function readAgentTransfers(customerId: string): Promise<AgentTransfers> {
  const columns = { frozenAt: customers.agentTransfersFrozenAt }
  const [row] = await answerOf(database().db.select(columns).from(customers).where(eq(customers.id, customerId)))
  return { frozenAt: row?.frozenAt?.toISOString() ?? null }
}

/**
 * Freezes all transfers by agents, and then withdraws what still waits. The flag alone keeps the money where it is:
 * should this process die in between, what waits can be approved and is still not made. Once this has answered, no
 * agent's transfer follows.
 */
export async function freezeAgentTransfers(customerId: string, why: string): Promise<AgentTransfers> {
  const frozen = await setFreeze(customerId, { frozen: true, why })
  await withdrawAfterFreeze(customerId)
  return frozen
}

/**
 * Lets agents ask again. What was opened before the freeze stays dead.
 * @param signedInAt when the customer last signed in, by the tenant's word.
 * @throws Refusal `sign_in_again` unless that was after the freeze and within the last five minutes.
 */
export async function thawAgentTransfers(customerId: string, signedInAt: Date | null): Promise<AgentTransfers> {
  const { frozenAt } = await readAgentTransfers(customerId)
  if (frozenAt) await cancelOpenApprovals(customerId)
  return setFreeze(customerId, { frozen: false, why: 'customer', signedInAt })
}

async function setFreeze(
  customerId: string,
  { frozen, why, signedInAt = null }: { frozen: boolean; why: string; signedInAt?: Date | null },
): Promise<AgentTransfers> {
  const { sql } = database()
  const [row] = await answerOf(sql<{ since: string | null }[]>`
    SELECT set_agent_freeze(${customerId}, ${frozen}, ${why}, ${signedInAt?.toISOString() ?? null}) AS since`).catch(
    (error: unknown) => {
      throw asRefusal(error)
    },
  )
  announce(customerId, 'approval')
  return { frozenAt: row?.since ? new Date(row.since).toISOString() : null }
}
