import { DefaultChatTransport } from 'ai'
import { expectOk } from '@/app/_ui/api'
import type { AiyaMessage } from '@/lib/ai/aiya-message'

/**
 * Sends the new message alone: the server keeps the history and takes nobody else's word for it. What the bank refuses
 * is thrown as its ApiProblem, so that it can be told from a connection that broke.
 */
export function chatTransport(chatId: string): DefaultChatTransport<AiyaMessage> {
  return new DefaultChatTransport<AiyaMessage>({
    api: `/api/chat/${chatId}`,
    fetch: async (...request) => {
      const response = await fetch(...request)
      await expectOk(response)
      return response
    },
    prepareSendMessagesRequest: ({ messages }) => {
      const { id, role, parts } = messages.at(-1) as AiyaMessage
      return { body: { message: { id, role, parts } } }
    },
    prepareReconnectToStreamRequest: () => ({ api: `/api/chat/${chatId}/stream` }),
  })
}
