import { setAIContext } from '@auth0/ai-vercel'
import { convertToModelMessages, createUIMessageStream, stepCountIs, streamText } from 'ai'
import { v7 as uuidv7 } from 'uuid'
import { onceBack } from '@/db/once-back'
import { loadMessages, saveMessage } from '@/lib/chats/chat'
import type { Customer } from '@/lib/customers/customer'
import { announce } from '@/lib/events/announce'
import { Problem } from '@/lib/http/problem'
import { log } from '@/lib/log'
import type { AiyaMessage } from './aiya-message'
import { chosenModel } from './chosen-model'
import { systemPrompt } from './system-prompt'
import { toolRegistry } from './tool-registry'
import { Turn } from './turn'
import type { UserMessage } from './user-message'

const STEPS_MAX = 12
const HISTORY_MESSAGES_MAX = 40
const OUTPUT_TOKENS_MAX = 2_000
const APOLOGY = 'Something went wrong while I was answering. What has moved is on the Approvals and Accounts pages.'

/**
 * Keeps the customer's new message, and answers it: a stream of text, tool calls and approval states. The history is
 * the server's own, and the answer is added to it at the end, whether or not anybody listens.
 * @throws Problem `conflict` if the chat has this message already: the same words sent twice are one wish.
 */
export async function answerStream(customer: Customer, chatId: string, message: UserMessage) {
  if (!(await saveMessage(chatId, message))) {
    throw new Problem('conflict', { detail: 'This message was sent before.' })
  }
  const history = (await loadMessages(chatId, HISTORY_MESSAGES_MAX)) as AiyaMessage[]
  const { model } = chosenModel()
  const turn = new Turn()
  // Called without a writer, the registry only lends its types to read the history by.
  const messages = await convertToModelMessages(history, {
    tools: toolRegistry({ customer, chatId }),
    ignoreIncompleteToolCalls: true,
  })
  return createUIMessageStream<AiyaMessage>({
    generateId: () => uuidv7(),
    execute: async ({ writer }) => {
      setAIContext({ threadID: chatId })
      const result = streamText({
        model,
        system: systemPrompt({ customerName: customer.name, today: new Date().toISOString().slice(0, 10) }),
        messages,
        tools: toolRegistry({ customer, chatId, writer }, turn),
        stopWhen: stepCountIs(STEPS_MAX),
        maxOutputTokens: OUTPUT_TOKENS_MAX,
        // After a tool error, or a transfer that was not made, Aiya may only say so.
        prepareStep: ({ steps }) => {
          const failed = steps.some((step) => step.content.some((part) => part.type === 'tool-error'))
          return failed || turn.stopped ? { toolChoice: 'none' } : {}
        },
        onError: ({ error }) => log.error({ err: error, chatId }, 'the model failed'),
      })
      writer.merge(result.toUIMessageStream({ sendReasoning: false, onError: () => APOLOGY }))
    },
    onError: (error) => {
      log.error({ err: error, chatId }, 'the answer failed')
      return APOLOGY
    },
    onFinish: async ({ responseMessage: { id, parts } }) => {
      if (parts.length > 0) await onceBack(() => saveMessage(chatId, { id, role: 'assistant', parts }))
      announce(customer.id, 'answer')
    },
  })
}
