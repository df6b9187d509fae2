import { readUIMessageStream, type UIMessageChunk } from 'ai'
import type { StoredMessage } from '@/lib/chats/chat'
import type { AiyaMessage } from './aiya-message'
import { settledParts } from './settled-parts'

/**
 * Makes the message of a broken-off answer from its recorded stream.
 * @param answerId the message's id if the stream broke off before giving one.
 */
export async function brokenAnswer(answerId: string, recorded: string): Promise<StoredMessage> {
  const chunks = recorded.split('\n\n').flatMap(asChunk)
  const stream = new ReadableStream<UIMessageChunk>({
    start(controller) {
      for (const chunk of chunks) controller.enqueue(chunk)
      controller.close()
    },
  })
  let message: AiyaMessage = { id: '', role: 'assistant', parts: [] }
  for await (const state of readUIMessageStream<AiyaMessage>({ message, stream, onError: () => {} })) message = state
  const { id, parts, metadata } = message
  return {
    id: id || answerId,
    role: 'assistant',
    parts: settledParts(parts),
    metadata: { ...metadata, ending: 'error' },
  }
}

/** One event of the stream; the last may be cut in the middle. */
function asChunk(event: string): UIMessageChunk[] {
  try {
    return event.startsWith('data: {') ? [JSON.parse(event.slice('data: '.length))] : []
  } catch {
    return []
  }
}
