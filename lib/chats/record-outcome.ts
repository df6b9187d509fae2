import { database, withDeadline } from '@/db/client'
import { type Approval, getApproval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { outcomeOf } from '@/lib/approvals/outcome'
import { approvalData } from '@/lib/auth0/ai/approval-part'
import { announce } from '@/lib/events/announce'
import { Problem } from '@/lib/http/problem'
import { getChat, saveMessage } from './chat'

interface Settled {
  id: string
  customerId: string
  chatId: string | null
}

/**
 * Says in the chat how an approval ended whose answer died with its process, so that the history is whole although
 * nobody was connected. Once per approval; not while it is open, and not in a chat that knows, is being told, or was
 * deleted since.
 */
export async function recordOutcome({ id, customerId, chatId }: Settled): Promise<void> {
  if (!chatId) return
  const approval = await getApproval(customerId, id)
  if (!isFinal(approval.status)) return
  try {
    await getChat(customerId, chatId)
    if ((await isTold(chatId, approval)) || (await isBeingTold(chatId, approval))) return
    const parts = [
      { type: 'data-approval', id, data: approvalData(approval) },
      { type: 'text', text: outcomeOf(approval).message },
    ]
    await saveMessage(chatId, { id: `approval-${id}`, role: 'assistant', parts })
    announce(customerId, 'answer')
  } catch (error) {
    if (!(error instanceof Problem)) throw error
  }
}

/** Whether the history shows the approval's end, in an answer that lived to its own or in a message of this kind. */
async function isTold(chatId: string, { id, status }: Approval): Promise<boolean> {
  const card = JSON.stringify([{ type: 'data-approval', id, data: { status } }])
  const told = await withDeadline(database().sql`
    SELECT FROM messages WHERE chat_id = ${chatId} AND parts @> ${card}::text::jsonb LIMIT 1`)
  return told.length > 0
}

/** Whether the answer that asked still runs, here or elsewhere: it tells the end itself, and finish-answers.ts if it dies. */
async function isBeingTold(chatId: string, { createdAt }: Approval): Promise<boolean> {
  const running = await withDeadline(database().sql`
    SELECT FROM answers WHERE chat_id = ${chatId} AND finished_at IS NULL AND alive_until >= now()
      AND started_at <= ${createdAt}`)
  return running.length > 0
}
