import { z } from 'zod'
import { asRefusal } from '@/lib/ledger/refusal'
import { database, withDeadline } from '@/lib/platform/database/client'
import { announce } from '@/lib/platform/events/announce'
import { instant } from '@/lib/platform/time/instant'
import { cancelOpenApprovals, withdrawAfterFreeze } from './end-approval'

/** Whether agents may ask for this customer's money; `frozenAt` is since when they may not. */
export const agentTransfers = z.strictObject({
  frozenAt: instant.nullable(),
  recoveredAt: instant
    .nullable()
    .describe('since when nothing asks the phone, because a recovery code has replaced all devices; a thaw ends it'),
  mayThaw: z.boolean().describe('whether the session that asks has signed in since, so that it may thaw'),
  askingPaused: z
    .boolean()
    .describe('whether the customer has said no three times in a row: Aiya asks nothing more until they let her'),
})

export type AgentTransfers = z.output<typeof agentTransfers>

/**
 * How the customer's agents stand.
 * @param signedInAt when the session that asks last signed in, by the tenant's word.
 */
export async function readAgentTransfers(customerId: string, signedInAt: Date | null): Promise<AgentTransfers> {
  const { sql } = database()
  const [row] = await withDeadline(sql<
    { since: string | null; recovered: string | null; may: boolean | null; paused: boolean }[]
  >`
    SELECT agent_transfers_frozen_at AS since, phone_recovered_at AS recovered, may_thaw(agent_transfers_frozen_at, ${signedInAt?.toISOString() ?? null}) AS may,
      asking_is_paused(id) AS paused
    FROM customers WHERE id = ${customerId}`)
  const frozenAt = row?.since ? new Date(row.since).toISOString() : null
  const recoveredAt = row?.recovered ? new Date(row.recovered).toISOString() : null
  return { frozenAt, recoveredAt, mayThaw: row?.may ?? false, askingPaused: row?.paused ?? false }
}

/**
 * Freezes all transfers by agents, then withdraws the open approvals. The flag alone stops the money: if this process
 * dies in between, an open approval can still be approved but not posted. Once this returns, no agent's transfer
 * follows.
 */
export async function freezeAgentTransfers(customerId: string): Promise<AgentTransfers> {
  await setFreeze(customerId, { frozen: true, why: 'customer' })
  await withdrawAfterFreeze(customerId)
  return readAgentTransfers(customerId, null)
}

/**
 * Lets agents ask again. Approvals and tokens from before the freeze stay void.
 * @param signedInAt when the customer last signed in, by the tenant's word.
 * @throws Refusal `sign_in_again` unless that was after the freeze and within the last five minutes.
 */
export async function thawAgentTransfers(customerId: string, signedInAt: Date | null): Promise<AgentTransfers> {
  await thaw(customerId, 'customer', signedInAt)
  return readAgentTransfers(customerId, signedInAt)
}

/**
 * The same, as the customer has confirmed it with a passkey on the phone.
 * @param confirmedAt when, by the tenant's word.
 * @throws Refusal `sign_in_again` unless that was after the freeze and within the last five minutes.
 */
export async function thawByPhone(customerId: string, confirmedAt: Date): Promise<void> {
  await thaw(customerId, 'phone', confirmedAt)
}

async function thaw(customerId: string, why: 'customer' | 'phone', provenAt: Date | null): Promise<void> {
  const { frozenAt } = await readAgentTransfers(customerId, null)
  if (frozenAt) await cancelOpenApprovals(customerId)
  await setFreeze(customerId, { frozen: false, why, provenAt })
}

/** Lets Aiya ask again, after the customer said no three times; what was refused before no longer makes her wait. */
export async function resumeAsking(customerId: string): Promise<void> {
  await withDeadline(database().sql`SELECT resume_asking(${customerId})`)
  announce(customerId, 'approval')
}

interface Freeze {
  frozen: boolean
  why: 'customer' | 'phone'
  /** For a thaw: when the customer last proved who they are, by the tenant's word. */
  provenAt?: Date | null
}

async function setFreeze(customerId: string, { frozen, why, provenAt }: Freeze): Promise<void> {
  const { sql } = database()
  await withDeadline(sql`
    SELECT set_agent_freeze(p_customer => ${customerId}, p_frozen => ${frozen}, p_why => ${why},
      p_signed_in_at => ${provenAt?.toISOString() ?? null})`).catch((error: unknown) => {
    throw asRefusal(error)
  })
  announce(customerId, 'approval')
}
