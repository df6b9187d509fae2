import { outcomeOf } from '@/lib/ai/protected/outcome-of'
import { toolOf } from '@/lib/ai/protected/protected-tools'
import type { Approval } from '@/lib/approvals/approval'
import { getMandate } from '@/lib/approvals/mandates/list-mandates'
import { mandateOutcome } from '@/lib/approvals/mandates/mandate-outcome'
import { getPhoneRequest, isApproval, type PhoneRequest } from '@/lib/approvals/phone-request'
import { approvalData } from '@/lib/auth0/ai/approval-part'
import { database, withDeadline } from '@/lib/platform/database/client'
import { announce } from '@/lib/platform/events/announce'
import { log } from '@/lib/platform/log'
import { pause, stopping } from '@/lib/platform/shutdown'

const LOOK_MS = 500
const AT_ONCE_MAX = 20

interface Untold {
  approvalId: string
  chatId: string
  customerId: string
}

/**
 * Adds to each chat a message of Aiya's, with the card and one line, for every approval of the chat that has ended. The
 * table approval_chats lists what is still to be told, so that nothing is lost with a process. Runs in every replica
 * until the process is told to stop.
 */
export function startTellingOutcomes(): void {
  const look = async () => {
    while (!stopping().aborted) {
      const told = await tellOutcomes().catch((error: unknown) => {
        log.warn({ err: error }, 'could not look for outcomes to tell')
        return 0
      })
      if (told < AT_ONCE_MAX) await pause(LOOK_MS)
    }
  }
  void look()
}

/** One round. Skips chats with a running answer, so that the line comes after the answer's words. */
async function tellOutcomes(): Promise<number> {
  const untold = await withDeadline(database().sql<Untold[]>`
    SELECT w.approval_id AS "approvalId", w.chat_id AS "chatId", p.customer_id AS "customerId"
    FROM approval_chats w JOIN approvals p ON p.id = w.approval_id
    WHERE w.told_at IS NULL AND p.status NOT IN ('requested', 'pending', 'approved')
      AND NOT EXISTS (SELECT FROM answers a WHERE a.chat_id = w.chat_id AND a.finished_at IS NULL)
    ORDER BY p.updated_at LIMIT ${AT_ONCE_MAX}`)
  let told = 0
  for (const one of untold) {
    const isTold = await tell(one).catch((error: unknown) => {
      log.error({ err: error, approvalId: one.approvalId }, 'could not tell a chat how an approval ended')
      return false
    })
    if (isTold) told++
  }
  return told
}

/** Adds the message and marks it as told, atomically; false if another replica did, or an answer has begun. */
async function tell({ approvalId, chatId, customerId }: Untold): Promise<boolean> {
  const parts = await partsFor(customerId, await getPhoneRequest(customerId, approvalId))
  const [row] = await withDeadline(database().sql<{ told: boolean }[]>`
    SELECT tell_outcome(p_approval => ${approvalId}, p_chat => ${chatId}, p_message => ${`approval-${approvalId}`},
      p_parts => ${JSON.stringify(parts)}::text::jsonb) AS told`)
  if (!row?.told) return false
  announce(customerId, 'answer')
  return true
}

/** The card of a transfer or an order and one line; of a mandate there is a line alone. */
async function partsFor(customerId: string, request: PhoneRequest): Promise<object[]> {
  const line = (text: string) => ({ type: 'text', text, state: 'done' })
  if (!isApproval(request)) return [line(mandateOutcome(await getMandate(customerId, request.id), request.status))]
  return [{ type: 'data-approval', id: request.id, data: approvalData(request) }, line(endOf(request))]
}

/** How an approval ended. What was not made is named: several may have waited, and their cards stand further up. */
function endOf(approval: Approval): string {
  const { status, message } = outcomeOf(approval)
  return status === 'posted' ? message : `${toolOf(approval).words.asked(approval)}: ${message}`
}
