import { and, desc, eq, inArray, ne } from 'drizzle-orm'
import { v7 as uuidv7 } from 'uuid'
import { z } from 'zod'
import { approvals } from '@/db/schema'
import type { Confirmation } from '@/lib/ledger/confirmation'
import { confirmation, shownConfirmation } from '@/lib/ledger/confirmation'
import { asRefusal } from '@/lib/ledger/refusal'
import { database, withDeadline } from '@/lib/platform/database/client'
import { env } from '@/lib/platform/env'
import { announce } from '@/lib/platform/events/announce'
import { uuid } from '@/lib/platform/text/uuid'
import { instant } from '@/lib/platform/time/instant'
import { APPROVAL_STATUSES, type ApprovalStatus, statesBefore } from './approval-states'
import { changeMessage, describeChange } from './confirmation-change'
import { displayedHash } from './displayed'
import { LEASE_SECONDS, PROCESS } from './lease'
import { moveApproval } from './move-approval'
import { OPEN_APPROVALS_MAX } from './open-approval'

/** What the customer sees of a change that the phone was asked about. */
export const askedChange = z.strictObject({
  id: uuid,
  status: z.enum(APPROVAL_STATUSES),
  reason: z.string().nullable(),
  bindingMessage: z.string(),
  wanted: confirmation,
  createdAt: instant,
  expiresAt: instant,
})

export type AskedChange = z.output<typeof askedChange>

interface Change {
  now: Confirmation
  wanted: Confirmation
}

/**
 * Opens the approval of a change from what holds now, in state `requested`, with this process's lease; the very change that
 * waits already is joined.
 * @throws Refusal `conflict` if other settings hold by now or another change waits; the rules of asking.
 */
export async function openChange(
  customerId: string,
  { now, wanted }: Change,
): Promise<{ id: string; joined: boolean }> {
  const { APPROVAL_EXPIRY_SECONDS, AUTH0_CLIENT_ID } = env()
  const id = uuidv7()
  const details = describeChange(now, wanted, id)
  const message = changeMessage(details)
  const { sql } = database()
  const [row] = await withDeadline(sql<{ approval_id: string; joined: boolean }[]>`
    SELECT * FROM open_confirmation(
      p_id => ${id}, p_customer => ${customerId}, p_before => ${JSON.stringify(now)}, p_wanted => ${JSON.stringify(wanted)},
      p_open_limit => ${OPEN_APPROVALS_MAX}, p_binding_message => ${message}, p_details => ${JSON.stringify(details)},
      p_displayed_hash => ${displayedHash([details], message)}, p_agent_client => ${AUTH0_CLIENT_ID}, p_lease_owner => ${PROCESS},
      p_lease_seconds => ${LEASE_SECONDS}, p_expiry_seconds => ${APPROVAL_EXPIRY_SECONDS})`).catch((error: unknown) => {
    throw asRefusal(error)
  })
  if (!row) throw new Error('the ledger opened an approval without an answer')
  if (!row.joined) announce(customerId, 'approval')
  return { id: row.approval_id, joined: row.joined }
}

/**
 * Withdraws the changes that wait and are no longer what the customer wants.
 * @param wanted what they want now; left out to withdraw all.
 * @returns how many were withdrawn.
 */
export async function withdrawChanges(customerId: string, wanted?: Change): Promise<number> {
  const open = and(ownChanges(customerId), inArray(approvals.status, statesBefore('cancelled')))
  const other = wanted && ne(approvals.change, { before: wanted.now, wanted: wanted.wanted })
  const rows = await withDeadline(database().db.select({ id: approvals.id }).from(approvals).where(and(open, other)))
  const moved = await Promise.all(rows.map(({ id }) => moveApproval(id, 'cancelled')))
  return moved.filter(Boolean).length
}

/** The last change that the phone was asked about, however it stands; null if there was none. */
export async function lastChange(customerId: string): Promise<AskedChange | null> {
  const query = database().db.select().from(approvals).where(ownChanges(customerId))
  const [row] = await withDeadline(query.orderBy(desc(approvals.createdAt)).limit(1))
  if (!row) return null
  const { wanted } = row.change as { wanted: Confirmation }
  const { id, reason, bindingMessage } = row
  return {
    id,
    status: row.status as ApprovalStatus,
    reason,
    bindingMessage,
    wanted: shownConfirmation(wanted),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
  }
}

const ownChanges = (customerId: string) => and(eq(approvals.customerId, customerId), eq(approvals.kind, 'confirmation'))
