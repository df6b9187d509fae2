import type { LanguageModelV3CallOptions, LanguageModelV3Prompt, LanguageModelV3StreamPart } from '@ai-sdk/provider'
import { z } from 'zod'
import { offlineModel } from './offline-model'

const MESSAGES_MAX = 500
const TOOLS_MAX = 128
const MODEL = 'baink-offline'

const text = z.union([
  z.string(),
  z
    .array(z.looseObject({ type: z.string(), text: z.string().optional() }))
    .transform((parts) => parts.map((part) => part.text ?? '').join('')),
])
const call = z.object({ id: z.string(), function: z.object({ name: z.string(), arguments: z.string() }) })
const message = z.discriminatedUnion('role', [
  z.object({ role: z.literal('system'), content: text }),
  z.object({ role: z.literal('developer'), content: text }),
  z.object({ role: z.literal('user'), content: text }),
  z.object({ role: z.literal('assistant'), content: text.nullish(), tool_calls: z.array(call).nullish() }),
  z.object({ role: z.literal('tool'), tool_call_id: z.string(), content: text }),
])
const choice = z.union([
  z.enum(['none', 'auto', 'required']),
  z.object({ type: z.literal('function'), function: z.object({ name: z.string() }) }),
])
const completion = z.object({
  model: z.string().optional(),
  messages: z.array(message).min(1).max(MESSAGES_MAX),
  tools: z
    .array(z.object({ type: z.literal('function'), function: z.looseObject({ name: z.string() }) }))
    .max(TOOLS_MAX)
    .nullish(),
  tool_choice: choice.nullish(),
  stream: z.boolean().nullish(),
  stream_options: z.object({ include_usage: z.boolean().optional() }).nullish(),
})
type Completion = z.output<typeof completion>

/**
 * The offline model as OpenAI's chat-completions API: `POST /v1/chat/completions`, streaming and tools included, and
 * `GET /v1/models`. Takes any key and any model's name, and answers as itself.
 */
export async function openAiEndpoint(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  if (request.method === 'GET' && pathname === '/v1/models') {
    return Response.json({ object: 'list', data: [{ id: MODEL, object: 'model', created: 0, owned_by: 'baink' }] })
  }
  if (request.method !== 'POST' || pathname !== '/v1/chat/completions') return refusal(404, 'There is nothing here.')
  const parsed = completion.safeParse(await request.json().catch(() => undefined))
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    return refusal(400, issue?.message ?? 'cannot be read', issue?.path.join('.') || null)
  }
  const { stream } = await offlineModel().doStream(callOf(parsed.data, request.signal))
  const head = { id: `chatcmpl-${crypto.randomUUID()}`, created: Math.floor(Date.now() / 1_000), model: MODEL }
  return parsed.data.stream ? streamed(stream, head, parsed.data) : whole(stream, head)
}

function refusal(status: number, words: string, param: string | null = null): Response {
  return Response.json({ error: { message: words, type: 'invalid_request_error', param, code: null } }, { status })
}

function callOf({ messages, tools, tool_choice }: Completion, abortSignal: AbortSignal): LanguageModelV3CallOptions {
  const toolNames = new Map(messages.flatMap(callsIn).map(({ id, function: { name } }) => [id, name]))
  const named = typeof tool_choice === 'object' && tool_choice !== null
  return {
    prompt: messages.map((said) => inPrompt(said, toolNames)),
    tools: (tools ?? []).map(({ function: { name } }) => ({ type: 'function', name, inputSchema: {} })),
    toolChoice: named ? { type: 'tool', toolName: tool_choice.function.name } : { type: tool_choice ?? 'auto' },
    abortSignal,
  }
}

function callsIn(said: z.output<typeof message>) {
  return said.role === 'assistant' ? (said.tool_calls ?? []) : []
}

function inPrompt(said: z.output<typeof message>, toolNames: Map<string, string>): LanguageModelV3Prompt[number] {
  if (said.role === 'system' || said.role === 'developer') return { role: 'system', content: said.content }
  if (said.role === 'user') return { role: 'user', content: [{ type: 'text', text: said.content }] }
  if (said.role === 'assistant') {
    const calls = callsIn(said).map(({ id, function: { name, arguments: input } }) => ({
      type: 'tool-call' as const,
      toolCallId: id,
      toolName: name,
      input: asJson(input),
    }))
    return {
      role: 'assistant',
      content: [...(said.content ? [{ type: 'text' as const, text: said.content }] : []), ...calls],
    }
  }
  const toolName = toolNames.get(said.tool_call_id) ?? ''
  const value = asJson(said.content)
  const output =
    typeof value === 'object' && value !== null
      ? { type: 'json' as const, value: value as object as never }
      : { type: 'text' as const, value: said.content }
  return {
    role: 'tool',
    content: [{ type: 'tool-result', toolCallId: said.tool_call_id, toolName, output }],
  }
}

function asJson(content: string): unknown {
  try {
    return JSON.parse(content)
  } catch {
    return content
  }
}

interface Head {
  id: string
  created: number
  model: string
}

const NO_USAGE = { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }

async function whole(parts: ReadableStream<LanguageModelV3StreamPart>, head: Head): Promise<Response> {
  let content = ''
  const calls: object[] = []
  for await (const part of parts) {
    if (part.type === 'text-delta') content += part.delta
    if (part.type === 'tool-call') calls.push(asCall(part))
  }
  const said = {
    role: 'assistant',
    content: content || null,
    refusal: null,
    ...(calls.length > 0 && { tool_calls: calls }),
  }
  const finish_reason = calls.length > 0 ? 'tool_calls' : 'stop'
  const choices = [{ index: 0, message: said, logprobs: null, finish_reason }]
  return Response.json({ ...head, object: 'chat.completion', choices, usage: NO_USAGE })
}

function streamed(
  parts: ReadableStream<LanguageModelV3StreamPart>,
  head: Head,
  { stream_options }: Completion,
): Response {
  let calls = 0
  const event = (value: unknown) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`
  const chunk = (delta: object, finish_reason: string | null = null) =>
    event({ ...head, object: 'chat.completion.chunk', choices: [{ index: 0, delta, logprobs: null, finish_reason }] })
  const events = parts.pipeThrough(
    new TransformStream<LanguageModelV3StreamPart, string>({
      start: (controller) => controller.enqueue(chunk({ role: 'assistant', content: '' })),
      transform(part, controller) {
        if (part.type === 'text-delta') controller.enqueue(chunk({ content: part.delta }))
        if (part.type === 'tool-call') controller.enqueue(chunk({ tool_calls: [{ index: calls++, ...asCall(part) }] }))
      },
      flush(controller) {
        controller.enqueue(chunk({}, calls > 0 ? 'tool_calls' : 'stop'))
        if (stream_options?.include_usage) {
          controller.enqueue(event({ ...head, object: 'chat.completion.chunk', choices: [], usage: NO_USAGE }))
        }
        controller.enqueue(event('[DONE]'))
      },
    }),
  )
  return new Response(events.pipeThrough(new TextEncoderStream()), {
    headers: { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' },
  })
}

function asCall({ toolCallId, toolName, input }: { toolCallId: string; toolName: string; input: string }) {
  return { id: toolCallId, type: 'function', function: { name: toolName, arguments: input } }
}
