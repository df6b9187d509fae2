import { DefaultChatTransport } from 'ai'
import { beforeSignIn, expectOk } from '@/app/_ui/api'
import { bankFetch } from '@/app/_ui/bank-fetch'
import type { AiyaMessage } from '@/lib/ai/aiya-message'
import { wordsOf } from './words-of'

/**
 * Sends the new message alone, because the server keeps the history and trusts no other copy. A refusal of the bank is
 * thrown as its ApiProblem, which tells it apart from a broken connection.
 * @param onSignedOut gets the words of a message that has no answer yet, before the page leads to the sign-in
 */
export function chatTransport(chatId: string, onSignedOut: (words: string) => void): DefaultChatTransport<AiyaMessage> {
  let sent = ''
  return new DefaultChatTransport<AiyaMessage>({
    api: `/api/chat/${chatId}`,
    fetch: async (...request) => {
      const words = sent
      sent = ''
      // Another read may notice first, and the page then leaves before this request is answered.
      const done = words ? beforeSignIn(() => onSignedOut(words)) : () => {}
      try {
        const response = await bankFetch(...request)
        await expectOk(response)
        return response
      } finally {
        done()
      }
    },
    prepareSendMessagesRequest: ({ messages }) => {
      const message = messages.at(-1) as AiyaMessage
      const { id, role, parts, metadata } = message
      sent = wordsOf(message)
      return { body: { message: { id, role, parts }, ...(metadata?.edits && { edits: metadata.edits }) } }
    },
    prepareReconnectToStreamRequest: () => ({ api: `/api/chat/${chatId}/stream` }),
  })
}
