import { randomUUID } from 'node:crypto'
import type {
  LanguageModelV3,
  LanguageModelV3CallOptions,
  LanguageModelV3Content,
  LanguageModelV3Message,
  LanguageModelV3ToolResultOutput,
} from '@ai-sdk/provider'
import type { Ask, Response } from '@/lib/offline-model/respond'
import { respondInWorker } from '@/lib/offline-model/respond-in-worker'
import type { Output } from '@/lib/offline-model/tool-results'
import { NO_TOKENS } from './no-tokens'
import { type Answer, streamParts, toStream } from './offline-stream'

const HELLO: Response = { kind: 'say', text: "Hello! I'm Aiya. What shall I do?" }

/**
 * Aiya without a language model: a declared grammar (lib/offline-model) behind the AI SDK's own model interface. It keeps
 * no state, understands English requests about accounts, and says of itself that it is rules. `wordDelayMs` paces
 * streamed text.
 */
export function offlineModel({ wordDelayMs = 0 }: { wordDelayMs?: number } = {}): LanguageModelV3 {
  return {
    specificationVersion: 'v3',
    provider: 'baink',
    modelId: 'offline',
    supportedUrls: {},
    doGenerate: (options) => answer(options),
    async doStream(options) {
      return { stream: toStream(streamParts(await answer(options)), wordDelayMs, options.abortSignal) }
    },
  }
}

async function answer(options: LanguageModelV3CallOptions): Promise<Answer> {
  options.abortSignal?.throwIfAborted()
  const ask = askOf(options)
  const response = ask ? await respondInWorker(ask) : HELLO
  options.abortSignal?.throwIfAborted()
  return {
    content: [contentOf(response)],
    finishReason: { unified: response.kind === 'call' ? 'tool-calls' : 'stop', raw: undefined },
    usage: NO_TOKENS,
    warnings:
      options.responseFormat?.type === 'json'
        ? [{ type: 'unsupported', feature: 'responseFormat', details: 'The offline model answers in text only.' }]
        : [],
  }
}

function contentOf(response: Response): LanguageModelV3Content {
  if (response.kind === 'say') return { type: 'text', text: response.text }
  const { toolName, input } = response.call
  return { type: 'tool-call', toolCallId: `call_${randomUUID()}`, toolName, input: JSON.stringify(input) }
}

/** Takes from a prompt the customer's last message, Aiya's words right before it, and this turn's tool calls. */
function askOf({ prompt, tools = [], toolChoice }: LanguageModelV3CallOptions): Ask | null {
  const at = prompt.findLastIndex(({ role }) => role === 'user')
  const message = prompt[at]
  if (message?.role !== 'user') return null
  const system = prompt.find(({ role }) => role === 'system')
  const told = typeof system?.content === 'string' ? system.content : ''
  const [, today] = /Today is (\d{4}-\d\d-\d\d)/.exec(told) ?? []
  const [, numbers] = /numbers as in ([\w-]+):/.exec(told) ?? []
  const names = tools.filter(({ type }) => type === 'function').map(({ name }) => name)
  return {
    message: message.content.map((part) => (part.type === 'text' ? part.text : '')).join('\n'),
    lastAnswer: textOf(prompt[at - 1]),
    today: today ?? new Date().toISOString().slice(0, 10),
    numbers: numbers ?? 'en-US',
    tools:
      toolChoice?.type === 'none'
        ? []
        : toolChoice?.type === 'tool'
          ? names.filter((name) => name === toolChoice.toolName)
          : names,
    uses: usesOf(prompt.slice(at + 1)),
  }
}

function textOf(message: LanguageModelV3Message | undefined): string | null {
  if (message?.role !== 'assistant') return null
  return message.content.findLast((part) => part.type === 'text')?.text ?? null
}

type Part = Extract<LanguageModelV3Message, { role: 'assistant' | 'tool' }>['content'][number]

function usesOf(messages: LanguageModelV3Message[]): Ask['uses'] {
  const parts = messages.flatMap((message): Part[] =>
    message.role === 'assistant' || message.role === 'tool' ? message.content : [],
  )
  const results = new Map(
    parts.flatMap((part) => (part.type === 'tool-result' ? [[part.toolCallId, part.output] as const] : [])),
  )
  return parts.flatMap((part) =>
    part.type === 'tool-call'
      ? [{ toolName: part.toolName, input: part.input, output: outputOf(results.get(part.toolCallId)) }]
      : [],
  )
}

function outputOf(output: LanguageModelV3ToolResultOutput | undefined): Output {
  if (!output) return { kind: 'error', text: 'There was no answer.' }
  if (output.type === 'execution-denied') return { kind: 'denied', text: output.reason ?? 'It was not allowed.' }
  if (output.type === 'json') return { kind: 'value', value: output.value }
  if (output.type === 'error-json') return { kind: 'error', text: 'The bank gave an answer that I could not read.' }
  if (output.type === 'content')
    return { kind: 'text', text: output.value.map((part) => (part.type === 'text' ? part.text : '')).join('') }
  return { kind: output.type === 'text' ? 'text' : 'error', text: output.value }
}
