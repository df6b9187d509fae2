import type { AssistantModelMessage, ModelMessage, UserModelMessage } from 'ai'
import { strictName } from './strict-calls'

/** A turn is a message of the customer's and all that answered it. */
const TURNS_MAX = 20
const BREAK = '\n\n'
/** Fills in for the words of an answer that ended with a tool's result. */
const NO_WORDS: AssistantModelMessage = {
  role: 'assistant',
  content: [{ type: 'text', text: '(The answer ended here.)' }],
}

/**
 * Makes a history that the strictest endpoint accepts: it begins with the customer, customer and assistant take turns,
 * no message is empty, each call of a tool has an id and a name that are no model's invention, and it is cut only between turns. Templates of some chat models fail otherwise, and the chat
 * could never be continued.
 */
export function strictHistory(messages: ModelMessage[]): ModelMessage[] {
  const saying = messages.map(withoutBlanks).filter(({ role, content }) => role !== 'system' && content.length > 0)
  const history: ModelMessage[] = []
  for (const message of saying.slice(saying.findIndex(({ role }) => role === 'user'))) append(history, message)
  const turns = history.flatMap(({ role }, index) => (role === 'user' ? [index] : []))
  return withStrictCalls(history.slice(turns.at(-TURNS_MAX) ?? 0))
}

/**
 * The same calls of tools, numbered through; a result follows its call. No model makes up such ids for calls to come, and all
 * endpoints accept them: nine letters and digits.
 */
function withStrictCalls(history: ModelMessage[]): ModelMessage[] {
  let calls = 0
  const waiting = new Map<string, string[]>()
  return history.map((message) => {
    if (message.role === 'user' || message.role === 'system' || typeof message.content === 'string') return message
    const content = message.content.map((part) => {
      if (part.type !== 'tool-call' && part.type !== 'tool-result') return part
      if (part.type === 'tool-call') calls++
      const own = `past${String(calls).padStart(5, '0')}`
      const named = { ...part, toolName: strictName(part.toolName) }
      if (part.type === 'tool-result') return { ...named, toolCallId: waiting.get(part.toolCallId)?.shift() ?? own }
      waiting.set(part.toolCallId, [...(waiting.get(part.toolCallId) ?? []), own])
      return { ...named, toolCallId: own, input: Object(part.input) === part.input ? part.input : {} }
    })
    return { ...message, content } as ModelMessage
  })
}

function append(history: ModelMessage[], message: ModelMessage): void {
  const last = history.at(-1)
  if (last?.role === 'user' && message.role === 'user') history.splice(-1, 1, joined(last, message))
  else if (last?.role === 'assistant' && message.role === 'assistant') history.splice(-1, 1, joined(last, message))
  else if (last?.role === 'tool' && message.role === 'user') history.push(NO_WORDS, message)
  else history.push(message)
}

/** Content as parts, without texts that say nothing. */
function withoutBlanks(message: ModelMessage): ModelMessage {
  if (message.role === 'system' || message.role === 'tool') return message
  const parts =
    typeof message.content === 'string' ? [{ type: 'text' as const, text: message.content }] : message.content
  const content = parts.filter((part) => part.type !== 'reasoning' && (part.type !== 'text' || part.text.trim() !== ''))
  return { ...message, content } as ModelMessage
}

/** Joins two messages of one party. Adjacent texts become one, since some endpoints take no list of texts. */
function joined<M extends UserModelMessage | AssistantModelMessage>(first: M, second: M): M {
  const [before, after] = [[...first.content], [...second.content]] as unknown[][]
  const [last, next] = [before?.at(-1), after?.[0]]
  if (isText(last) && isText(next)) {
    before?.pop()
    after?.splice(0, 1, { ...next, text: last.text + BREAK + next.text })
  }
  return { ...first, content: [...(before ?? []), ...(after ?? [])] } as M
}

function isText(part: unknown): part is { type: 'text'; text: string } {
  return typeof part === 'object' && part !== null && 'type' in part && part.type === 'text'
}
