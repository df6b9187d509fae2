import { randomUUID } from 'node:crypto'
import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3Content,
  SharedV3Warning,
} from '@ai-sdk/provider'
import { type Response, respond } from './offline-model/respond'
import { type Answer, streamParts, toStream } from './offline-model/stream'

const NO_TOKENS = {
  inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
  outputTokens: { total: undefined, text: undefined, reasoning: undefined },
}

/**
 * Aiya without a language model: a deterministic grammar behind the AI SDK's own model interface. It keeps no state,
 * understands English requests about accounts, and says of itself that it is rules. `wordDelayMs` paces streamed text.
 */
export function offlineModel({ wordDelayMs = 0 }: { wordDelayMs?: number } = {}): LanguageModelV3 {
  return {
    specificationVersion: 'v3',
    provider: 'baink',
    modelId: 'offline',
    supportedUrls: {},
    async doGenerate(options) {
      options.abortSignal?.throwIfAborted()
      return answer(options)
    },
    async doStream(options) {
      options.abortSignal?.throwIfAborted()
      return { stream: toStream(streamParts(answer(options)), wordDelayMs, options.abortSignal) }
    },
  }
}

function answer(options: LanguageModelV3CallOptions): Answer {
  const response = respond(options.prompt, (name) => mayCall(options, name))
  return {
    content: contentOf(response),
    finishReason: { unified: response.kind === 'call' ? 'tool-calls' : 'stop', raw: undefined },
    usage: NO_TOKENS,
    warnings: warningsFor(options),
  }
}

function mayCall({ tools = [], toolChoice }: LanguageModelV3CallOptions, name: string): boolean {
  if (toolChoice?.type === 'none' || (toolChoice?.type === 'tool' && toolChoice.toolName !== name)) return false
  return tools.some((tool) => tool.type === 'function' && tool.name === name)
}

function contentOf(response: Response): LanguageModelV3Content[] {
  if (response.kind === 'say') return [{ type: 'text', text: response.text }]
  return response.calls.map(({ toolName, input }) => ({
    type: 'tool-call',
    toolCallId: `call_${randomUUID()}`,
    toolName,
    input: JSON.stringify(input),
  }))
}

function warningsFor({ responseFormat }: LanguageModelV3CallOptions): SharedV3Warning[] {
  const isJson = responseFormat?.type === 'json'
  return isJson
    ? [{ type: 'unsupported', feature: 'responseFormat', details: 'The offline model answers in text only.' }]
    : []
}
