import type { UIMessageChunk } from 'ai'
import { v7 as uuidv7 } from 'uuid'
import { GET, POST } from '@/app/api/chat/[chatId]/route'
import { GET as JOIN } from '@/app/api/chat/[chatId]/stream/route'
import type { ApprovalData } from '@/lib/auth0/ai/approval-part'
import type { StoredMessage } from '@/lib/chats/chat'

const ORIGIN = 'http://localhost'

const at = (chatId: string) => ({ params: Promise.resolve({ chatId }) })

export function userMessage(text: string, id: string = uuidv7()) {
  return { id, role: 'user', parts: [{ type: 'text', text }] }
}

/** Sends a new message as the browser does; `message` may be anything. */
export function say(chatId: string, message: unknown): Promise<Response> {
  const body = JSON.stringify({ message: typeof message === 'string' ? userMessage(message) : message })
  const headers = { 'Content-Type': 'application/json' }
  return POST(new Request(`${ORIGIN}/api/chat/${chatId}`, { method: 'POST', headers, body }), at(chatId))
}

/** Joins the answer that runs in a chat. */
export const join = (chatId: string): Promise<Response> => JOIN(new Request(`${ORIGIN}/api/chat/x/stream`), at(chatId))

export const show = (chatId: string): Promise<Response> => GET(new Request(`${ORIGIN}/api/chat/x`), at(chatId))

/** The chat's messages as its page gets them. */
export async function historyOf(chatId: string): Promise<(StoredMessage & { parts: { type: string }[] })[]> {
  return (await (await show(chatId)).json()).messages
}

/** Reads a stream of server-sent events to its end. */
export async function chunksOf(response: Response): Promise<UIMessageChunk[]> {
  return parseChunks(await response.text())
}

export function parseChunks(events: string): UIMessageChunk[] {
  const data = events.split('\n\n').filter((event) => event.startsWith('data: ') && event !== 'data: [DONE]')
  return data.map((event) => JSON.parse(event.slice('data: '.length)))
}

/** What the approval cards of a stream show, in order. */
export function approvalsIn(chunks: UIMessageChunk[]): (ApprovalData & { id: string | undefined })[] {
  return chunks.flatMap((chunk) =>
    chunk.type === 'data-approval' && 'data' in chunk ? [{ ...(chunk.data as ApprovalData), id: chunk.id }] : [],
  )
}

/** The results of the tools that were called in a stream, in order. */
export function resultsIn(chunks: UIMessageChunk[]): Record<string, unknown>[] {
  return chunks.flatMap((chunk) =>
    chunk.type === 'tool-output-available' ? [chunk.output as Record<string, unknown>] : [],
  )
}

/** The words that Aiya streamed. */
export function wordsIn(chunks: UIMessageChunk[]): string {
  return chunks.map((chunk) => (chunk.type === 'text-delta' ? chunk.delta : '')).join('')
}
