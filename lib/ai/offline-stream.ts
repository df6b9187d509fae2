import type {
  LanguageModelV3Content,
  LanguageModelV3FinishReason,
  LanguageModelV3StreamPart,
  LanguageModelV3Usage,
  SharedV3Warning,
} from '@ai-sdk/provider'

export interface Answer {
  content: LanguageModelV3Content[]
  finishReason: LanguageModelV3FinishReason
  usage: LanguageModelV3Usage
  warnings: SharedV3Warning[]
}

const TEXT_ID = 'text-1'

/** The parts of an answer in the order in which a provider streams them, text word by word. */
export function* streamParts({ content, finishReason, usage, warnings }: Answer): Generator<LanguageModelV3StreamPart> {
  yield { type: 'stream-start', warnings }
  for (const part of content) {
    if (part.type === 'text') {
      yield { type: 'text-start', id: TEXT_ID }
      for (const delta of part.text.match(/\s*\S+\s*$|\s*\S+/g) ?? []) yield { type: 'text-delta', id: TEXT_ID, delta }
      yield { type: 'text-end', id: TEXT_ID }
    } else if (part.type === 'tool-call') {
      yield { type: 'tool-input-start', id: part.toolCallId, toolName: part.toolName }
      yield { type: 'tool-input-delta', id: part.toolCallId, delta: part.input }
      yield { type: 'tool-input-end', id: part.toolCallId }
      yield part
    }
  }
  yield { type: 'finish', finishReason, usage }
}

/** Hands the parts out one pull at a time; an abort ends the stream with the signal's reason, also between two words. */
export function toStream(
  parts: Iterator<LanguageModelV3StreamPart>,
  wordDelayMs: number,
  signal?: AbortSignal,
): ReadableStream<LanguageModelV3StreamPart> {
  return new ReadableStream({
    async pull(controller) {
      if (signal?.aborted) return controller.error(signal.reason)
      const next = parts.next()
      if (next.done) return controller.close()
      if (next.value.type === 'text-delta' && wordDelayMs > 0) await pause(wordDelayMs, signal)
      if (signal?.aborted) return controller.error(signal.reason)
      controller.enqueue(next.value)
    },
  })
}

function pause(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, milliseconds)
    signal?.addEventListener('abort', wake)
  })
}
