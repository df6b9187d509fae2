import { randomInt } from 'node:crypto'
import type { LanguageModelV3Middleware, LanguageModelV3Prompt, LanguageModelV3StreamPart } from '@ai-sdk/provider'

/** The longest name of a tool that endpoints accept in a history. */
const NAME_CHARACTERS_MAX = 64

/** A tool's name as every endpoint accepts it, without the name space that some models put before it. */
export function strictName(name: string): string {
  const own = name.trim().replace(/^functions?[.:]/, '')
  return own.replace(/[^\w-]/g, '_').slice(0, NAME_CHARACTERS_MAX) || '_'
}

/** An id of nine letters and digits: the only one that all endpoints accept. */
const ownId = () =>
  `c${randomInt(36 ** 8)
    .toString(36)
    .padStart(8, '0')}`

/**
 * Gives each call of a tool a strict name, and an id of ours where the model's is odd or stands for another call already. What
 * a model makes up is sent back to it with every later message: an endpoint that refuses it would refuse the chat for ever.
 */
export const strictCalls: LanguageModelV3Middleware = {
  specificationVersion: 'v3',
  async wrapGenerate({ doGenerate, params }) {
    const { content, ...rest } = await doGenerate()
    const idFor = idsBeside(params.prompt)
    const strict = content.map((part) =>
      part.type === 'tool-call'
        ? { ...part, toolCallId: idFor(part.toolCallId), toolName: strictName(part.toolName) }
        : part,
    )
    return { ...rest, content: strict }
  },
  async wrapStream({ doStream, params }) {
    const { stream, ...rest } = await doStream()
    const idFor = idsBeside(params.prompt)
    /** The ids of the calls that have begun, by the model's, in their order. */
    const begun = new Map<string, string[]>()
    const begin = (id: string) => {
      const own = idFor(id)
      begun.set(id, [...(begun.get(id) ?? []), own])
      return own
    }
    const strict = (part: LanguageModelV3StreamPart): LanguageModelV3StreamPart => {
      switch (part.type) {
        case 'tool-input-start':
          return { ...part, id: begin(part.id), toolName: strictName(part.toolName) }
        case 'tool-input-delta':
        case 'tool-input-end':
          return { ...part, id: begun.get(part.id)?.at(-1) ?? part.id }
        case 'tool-call': {
          const toolCallId = begun.get(part.toolCallId)?.shift() ?? idFor(part.toolCallId)
          return { ...part, toolCallId, toolName: strictName(part.toolName) }
        }
        default:
          return part
      }
    }
    const transform = new TransformStream<LanguageModelV3StreamPart, LanguageModelV3StreamPart>({
      transform: (part, controller) => controller.enqueue(strict(part)),
    })
    return { ...rest, stream: stream.pipeThrough(transform) }
  },
}

/** Gives ids that stand for one call each, beside those of a prompt: the model's own wherever that can be. */
function idsBeside(prompt: LanguageModelV3Prompt): (id: string) => string {
  const taken = new Set(idsIn(prompt))
  return (id) => {
    const own = /^[\w-]{1,40}$/.test(id) && !taken.has(id) ? id : ownId()
    taken.add(own)
    return own
  }
}

function idsIn(prompt: LanguageModelV3Prompt): string[] {
  return prompt.flatMap(({ role, content }) =>
    role === 'assistant' ? content.flatMap((part) => (part.type === 'tool-call' ? [part.toolCallId] : [])) : [],
  )
}
