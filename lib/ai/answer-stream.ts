import {
  convertToModelMessages,
  createUIMessageStream,
  InvalidToolInputError,
  NoSuchToolError,
  stepCountIs,
  streamText,
} from 'ai'
import { v7 as uuidv7 } from 'uuid'
import { saveMessage } from '@/lib/chats/chat'
import { loadMessages } from '@/lib/chats/message-page'
import type { Customer } from '@/lib/ledger/customer'
import { onceBack } from '@/lib/platform/database/once-back'
import { announce } from '@/lib/platform/events/announce'
import { Problem } from '@/lib/platform/http/problem'
import { log } from '@/lib/platform/log'
import { stopped } from '@/lib/platform/shutdown'
import { localDate } from '@/lib/platform/time/day-start'
import type { AiyaMessage } from './aiya-message'
import { chosenModel } from './chosen-model'
import { closedAnswer } from './close-answer'
import { settledParts } from './settled-parts'
import { strictHistory } from './strict-history'
import { systemPrompt } from './system-prompt'
import { toolRegistry } from './tool-registry'
import { Turn } from './turn'
import type { UserMessage } from './user-message'

const STEPS_MAX = 12
/** Enough for the turns that the model gets (strict-history.ts) and the outcomes told between them. */
const HISTORY_MESSAGES_MAX = 100
const OUTPUT_TOKENS_MAX = 2_000
const BROKEN = 'This did not work.'
const NOT_UNDERSTOOD = 'Aiya asked for this in a way that the bank does not understand.'

interface Asked {
  customer: Customer
  /** The tenant's word on the customer's sign-in. */
  idToken: string | null
  chatId: string
  /** The answer's id: what it asks the phone for is counted under it. */
  answerId: string
  message: UserMessage
  /** The customer's (IANA), by which days begin. */
  timeZone: string
  /** How the customer's pages write numbers (BCP 47). */
  numbers: string
  /** Aborted when the customer stops the answer. */
  stop: AbortSignal
}

/**
 * Saves the customer's new message and answers it with a stream of text, tool calls and approval states. The history is
 * the server's; the answer and how it ended are added to it, whether or not anybody listens.
 * @throws Problem `conflict` if the chat has this message already: a message sent twice is answered once.
 */
export async function answerStream(asked: Asked) {
  const { customer, idToken, chatId, answerId, message, timeZone, numbers, stop } = asked
  if (!(await saveMessage(chatId, message))) {
    throw new Problem('conflict', { detail: 'This message was sent before.' })
  }
  // The chat's other pages show the question while it is answered.
  announce(customer.id, 'answer')
  const turn = new Turn()
  const context = { customer, idToken, chatId, timeZone, turnId: answerId }
  const messages = await historyOf(customer, chatId)
  return createUIMessageStream<AiyaMessage>({
    generateId: () => uuidv7(),
    execute: ({ writer }) => {
      const result = streamText({
        model: chosenModel().model,
        system: systemPrompt({ customerName: customer.name, today: localDate(new Date(), timeZone), numbers }),
        messages,
        tools: toolRegistry({ ...context, writer, onSettled: (outcome) => turn.note(outcome) }, turn),
        stopWhen: stepCountIs(STEPS_MAX),
        maxOutputTokens: OUTPUT_TOKENS_MAX,
        abortSignal: AbortSignal.any([stop, stopped()]),
        // After the customer's denial Aiya may only talk. After her own mistakes she may call tools again.
        prepareStep: () => (turn.deniedByCustomer ? { toolChoice: 'none' } : {}),
        onError: ({ error }) => log.error({ err: error, chatId }, 'the model failed'),
      })
      const circumstances = { stopped: () => stop.aborted, moved: () => turn.moved }
      writer.merge(closedAnswer(result, circumstances, describeError))
    },
    onError: (error) => {
      log.error({ err: error, chatId }, 'the answer failed')
      return BROKEN
    },
    onFinish: async ({ responseMessage: { id, parts, metadata }, outcome }) => {
      const broken = outcome.status === 'failed' ? ({ ending: 'error' } as const) : {}
      const answer = {
        id,
        role: 'assistant' as const,
        parts: settledParts(parts),
        metadata: { ...broken, ...metadata },
      }
      await onceBack(() => saveMessage(chatId, answer))
      announce(customer.id, 'answer')
    },
  })
}

async function historyOf(customer: Customer, chatId: string) {
  const { messages } = await loadMessages(chatId, { limit: HISTORY_MESSAGES_MAX })
  // Without a writer: these tools only lend their types to the conversion and never run.
  const tools = toolRegistry({ customer, chatId })
  const options = { tools, ignoreIncompleteToolCalls: true }
  return strictHistory(await convertToModelMessages(messages as AiyaMessage[], options))
}

/** The error's text for the page; the model gets the details of its own mistakes. */
function describeError(error: unknown): string {
  const mistaken =
    typeof error === 'string' || NoSuchToolError.isInstance(error) || InvalidToolInputError.isInstance(error)
  return mistaken ? NOT_UNDERSTOOD : BROKEN
}
