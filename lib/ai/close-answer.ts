import type { InferUIMessageChunk, streamText, TextStreamPart } from 'ai'
import type { AiyaMessage, AiyaMetadata, AnswerEnding } from './aiya-message'
import { hasWords } from './has-words'
import { sayMoneyMoved } from './money-words'
import { NOT_FINISHED } from './settled-parts'
import { standingWords } from './taken-back'
import type { AiyaTools } from './tool-registry'

type Chunk = InferUIMessageChunk<AiyaMessage>
type Part = TextStreamPart<AiyaTools>

interface Circumstances {
  /** The customer has stopped the answer. */
  stopped: () => boolean
  /** Money has moved while the answer ran. */
  moved: () => boolean
}

/**
 * Closes an answer's stream properly whatever breaks: no part is left half done, and the metadata say how the answer
 * ended, to the page and to the history alike.
 */
export function closedAnswer(
  result: ReturnType<typeof streamText<AiyaTools>>,
  circumstances: Circumstances,
  describeError: (error: unknown) => string,
): ReadableStream<Chunk> {
  const answer = new Answer(circumstances)
  const chunks = result.toUIMessageStream<AiyaMessage>({
    sendReasoning: false,
    onError: describeError,
    messageMetadata: ({ part }) => answer.see(part as Part),
  })
  return chunks.pipeThrough(
    new TransformStream<Chunk, Chunk>({
      transform: (chunk, controller) => {
        for (const one of answer.pass(chunk)) controller.enqueue(one)
      },
      flush: (controller) => {
        for (const chunk of answer.close()) controller.enqueue(chunk)
      },
    }),
  )
}

class Answer {
  readonly #texts: string[] = []
  /** The last step has called a tool. */
  #calls = false
  #failed = false
  #finish: Extract<Part, { type: 'finish' }> | undefined
  readonly #openTexts = new Set<string>()
  readonly #openCalls = new Set<string>()

  constructor(private readonly circumstances: Circumstances) {}

  see(part: Part): undefined {
    if (part.type === 'finish') this.#finish = part
  }

  /** The chunks to pass on to the page; `close` sends the end. */
  pass(chunk: Chunk): Chunk[] {
    if (chunk.type === 'finish-step') return [...this.#closeTexts(), chunk]
    return this.#takes(chunk) ? [chunk] : []
  }

  #takes(chunk: Chunk): boolean {
    switch (chunk.type) {
      case 'start-step':
        this.#calls = false
        return true
      case 'text-start':
        this.#texts.push('')
        this.#openTexts.add(chunk.id)
        return true
      case 'text-delta':
        this.#texts.push((this.#texts.pop() ?? '') + chunk.delta)
        return true
      case 'text-end':
        this.#openTexts.delete(chunk.id)
        return true
      case 'tool-input-start':
      case 'tool-input-available':
        this.#calls = true
        this.#openCalls.add(chunk.toolCallId)
        return true
      case 'tool-input-error':
      case 'tool-output-available':
      case 'tool-output-error':
      case 'tool-output-denied':
        this.#openCalls.delete(chunk.toolCallId)
        return true
      case 'error':
        this.#failed = true
        return false
      case 'abort':
      case 'finish':
        return false
      default:
        return true
    }
  }

  close(): Chunk[] {
    const metadata = this.#metadata()
    return [
      ...this.#closeTexts(),
      ...[...this.#openCalls].map(
        (toolCallId): Chunk => ({
          type: 'tool-output-error',
          toolCallId,
          errorText: NOT_FINISHED,
        }),
      ),
      ...(metadata ? [{ type: 'message-metadata', messageMetadata: metadata } as const] : []),
      { type: 'finish', ...(this.#finish && { finishReason: this.#finish.finishReason }) },
    ]
  }

  #closeTexts(): Chunk[] {
    const open = [...this.#openTexts]
    this.#openTexts.clear()
    return open.map((id) => ({ type: 'text-end', id }))
  }

  #metadata(): AiyaMetadata | undefined {
    const ending = this.#ending()
    const nothingMoved = sayMoneyMoved(this.#texts.map(standingWords).join('\n')) && !this.circumstances.moved()
    if (!ending && !nothingMoved) return undefined
    return { ...(ending && { ending }), ...(nothingMoved && { nothingMoved }) }
  }

  #ending(): AnswerEnding | undefined {
    if (this.circumstances.stopped()) return 'stopped'
    if (this.#failed || !this.#finish) return 'error'
    const { finishReason, rawFinishReason } = this.#finish
    // Without a finish reason the provider was cut off, or sent something other than a stream.
    if (finishReason === 'error' || (finishReason === 'other' && rawFinishReason === undefined)) return 'error'
    if (finishReason === 'content-filter') return 'filtered'
    // An answer that ends in tool calls has used up its steps. Some endpoints name them where there are none.
    if (finishReason === 'length' || (finishReason === 'tool-calls' && this.#calls)) return 'length'
    return this.#texts.some(hasWords) ? undefined : 'empty'
  }
}
