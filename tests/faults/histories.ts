import { asOwner } from './as-owner'
import type { ChatJob } from './chat-jobs'
import type { Cluster } from './cluster'
import type { Part } from './sse'

/** Chats that were not told, once, how their approval ended. */
export async function untoldChats(ownerUrl: string, jobs: ChatJob[]): Promise<string[]> {
  if (jobs.length === 0) return []
  const chats = jobs.map(({ chatId }) => chatId)
  const rows = await asOwner(
    ownerUrl,
    (sql) => sql<{ memo: string; status: string }[]>`
      SELECT a.memo, a.status FROM approvals a JOIN chats c ON c.id = a.chat_id
      WHERE a.chat_id IN ${sql(chats)} AND 1 <> (
        SELECT count(*) FROM messages m WHERE m.chat_id = a.chat_id AND m.id = 'approval-' || a.id
          AND m.role = 'assistant' AND m.parts @> jsonb_build_array(
            jsonb_build_object('type', 'data-approval', 'id', a.id::text, 'data', jsonb_build_object('status', a.status))))`,
  )
  return rows.map(({ memo, status }) => `the chat of ${memo} does not say that it ended as ${status}`)
}

interface Message {
  role: string
  parts: (Part & { text?: string })[]
}

/**
 * What the pages of these chats, as any replica gives them out, do not show as it is: the approval's card in its last
 * state, with the transfer, and Aiya's words after it.
 */
export async function wrongHistories({ ownerUrl, replicas }: Cluster, jobs: ChatJob[]): Promise<string[]> {
  const wrong: string[] = []
  for (const [n, job] of jobs.entries()) {
    const [row] = await asOwner(
      ownerUrl,
      (sql) => sql<{ id: string; status: string; transfer_id: string | null }[]>`
        SELECT id, status, transfer_id FROM approvals WHERE chat_id = ${job.chatId}`,
    )
    if (!row) continue
    const response = await job.customer.portal.fetch(
      `http://127.0.0.1:${replicas[n % 2]?.port}/api/chat/${job.chatId}`,
      { signal: AbortSignal.timeout(10_000) },
    )
    const { messages = [] } = (await response.json()) as { messages?: Message[] }
    const parts = messages.flatMap(({ role, parts }) => (role === 'assistant' ? parts : []))
    const at = parts.findLastIndex(({ type, id }) => type === 'data-approval' && id === row.id)
    const shown = parts[at]?.data
    if (shown?.status !== row.status || (shown.transferId ?? null) !== row.transfer_id) {
      wrong.push(`history: the page of ${job.memo} shows ${shown?.status}, and it is ${row.status}`)
    } else if (!parts.slice(at).some(({ type, text }) => type === 'text' && text)) {
      wrong.push(`history: in ${job.memo} nothing was said after the end (${row.status})`)
    }
  }
  return wrong
}
