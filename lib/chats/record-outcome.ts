import { getApproval } from '@/lib/approvals/approval'
import { outcomeOf } from '@/lib/approvals/outcome'
import { Problem } from '@/lib/http/problem'
import { getChat, saveMessage } from './chat'

interface Settled {
  id: string
  customerId: string
  chatId: string | null
}

/**
 * Says in the chat how an approval ended whose answer died with its process, so that the history is whole although
 * nobody was connected. Once per approval, and not in a chat that was deleted since.
 */
export async function recordOutcome({ id, customerId, chatId }: Settled): Promise<void> {
  if (!chatId) return
  const approval = await getApproval(customerId, id)
  const { status, bindingMessage, details, expiresAt, transferId } = approval
  const data = {
    status,
    bindingMessage,
    details,
    expiresAt,
    transferId,
    ...(approval.reason && { reason: approval.reason }),
  }
  try {
    await getChat(customerId, chatId)
    const parts = [
      { type: 'data-approval', id, data },
      { type: 'text', text: outcomeOf(approval).message },
    ]
    await saveMessage(chatId, { id: `approval-${id}`, role: 'assistant', parts })
  } catch (error) {
    if (!(error instanceof Problem)) throw error
  }
}
