import type { UIMessageChunk } from 'ai'
import { v7 as uuidv7 } from 'uuid'
import { beforeAll, vi } from 'vitest'
import { GET, POST } from '@/app/api/chat/[chatId]/route'
import { GET as JOIN } from '@/app/api/chat/[chatId]/stream/route'
import type { ApprovalData } from '@/lib/auth0/ai/approval-part'
import type { StoredMessage } from '@/lib/chats/chat'
import { warmUp } from '@/lib/offline-model/respond-in-worker'
import { letAiyaAsk } from './approvals'
import { signedInCustomer } from './session-double'

const ORIGIN = 'http://localhost'

/**
 * Starts the offline model's thread first: it reads its sources by tsx, which on a busy machine takes longer than a
 * test waits.
 */
beforeAll(async () => {
  await warmUp()
})

const at = (chatId: string) => ({ params: Promise.resolve({ chatId }) })

export function userMessage(text: string, id: string = uuidv7()) {
  return { id, role: 'user', parts: [{ type: 'text', text }] }
}

/**
 * Sends a new message as the browser does; `message` may be anything, and so may the id of the one that it `edits`. Earlier
 * requests of Aiya are forgotten first, so that she may ask.
 */
export async function say(chatId: string, message: unknown, edits?: unknown): Promise<Response> {
  const customer = await signedInCustomer()
  await (customer && letAiyaAsk(customer.id).catch(() => {}))
  return sayRationed(chatId, message, edits)
}

/** The same, but earlier requests and noes count. */
export async function sayRationed(chatId: string, message: unknown, edits?: unknown): Promise<Response> {
  const body = JSON.stringify({ message: typeof message === 'string' ? userMessage(message) : message, edits })
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

interface ToldMessage {
  id: string
  role: string
  card: ApprovalData & { id: string }
  words: string
}

/** The messages by which the bank has told this chat how approvals ended, in order. */
export async function toldIn(chatId: string): Promise<ToldMessage[]> {
  const told = (await historyOf(chatId)).filter(({ id }) => id.startsWith('approval-'))
  return told.map(({ id, role, parts }) => {
    const [card, words] = parts as unknown as [{ id: string; data: ApprovalData }, { text: string }]
    return { id, role, card: { ...card.data, id: card.id }, words: words.text }
  })
}

/**
 * Waits until the bank has told the chat how an approval ended.
 * @returns that message
 */
export async function untilTold(chatId: string): Promise<ToldMessage> {
  const last = async () => (await toldIn(chatId)).at(-1)
  return vi.waitUntil(last, { timeout: 15_000, interval: 50 }) as Promise<ToldMessage>
}

/** Reads a stream of server-sent events to its end. */
export async function chunksOf(response: Response): Promise<UIMessageChunk[]> {
  return parseChunks(await response.text())
}

export function parseChunks(events: string): UIMessageChunk[] {
  const data = events.split('\n\n').filter((event) => event.startsWith('data: ') && event !== 'data: [DONE]')
  return data.map((event) => JSON.parse(event.slice('data: '.length)))
}

/** The states that the approval cards of a stream show, in order. */
export function approvalsIn(chunks: UIMessageChunk[]): (ApprovalData & { id: string | undefined })[] {
  return chunks.flatMap((chunk) =>
    chunk.type === 'data-approval' && 'data' in chunk ? [{ ...(chunk.data as ApprovalData), id: chunk.id }] : [],
  )
}

/** The results of the tool calls in a stream, in order. */
export function resultsIn(chunks: UIMessageChunk[]): Record<string, unknown>[] {
  return chunks.flatMap((chunk) =>
    chunk.type === 'tool-output-available' ? [chunk.output as Record<string, unknown>] : [],
  )
}

/** The words that Aiya streamed. */
export function wordsIn(chunks: UIMessageChunk[]): string {
  return chunks.map((chunk) => (chunk.type === 'text-delta' ? chunk.delta : '')).join('')
}
