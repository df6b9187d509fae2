import type { LanguageModelV3Middleware, LanguageModelV3StreamPart } from '@ai-sdk/provider'
import { NO_TOKENS } from './no-tokens'

/**
 * Turns a broken connection into an error part and a finish, so that readers meet one kind of failure: the SDK's whole
 * stream would throw otherwise. An incomplete tool call is dropped. An abort stays an abort.
 */
export const brokenStreamAsPart: LanguageModelV3Middleware = {
  specificationVersion: 'v3',
  async wrapStream({ doStream, params }) {
    const { stream, ...rest } = await doStream()
    return { ...rest, stream: withErrorPart(stream, params.abortSignal) }
  },
}

function withErrorPart(
  source: ReadableStream<LanguageModelV3StreamPart>,
  signal: AbortSignal | undefined,
): ReadableStream<LanguageModelV3StreamPart> {
  const reader = source.getReader()
  return new ReadableStream({
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        if (done) controller.close()
        else controller.enqueue(value)
      } catch (error) {
        if (signal?.aborted) return controller.error(error)
        controller.enqueue({ type: 'error', error })
        controller.enqueue({ type: 'finish', finishReason: { unified: 'error', raw: undefined }, usage: NO_TOKENS })
        controller.close()
      }
    },
    cancel: (reason) => reader.cancel(reason),
  })
}
