import type { LanguageModelV3CallOptions, LanguageModelV3StreamPart } from '@ai-sdk/provider'
import { stepCountIs, streamText } from 'ai'
import { expect, test } from 'vitest'
import { offlineModel } from '@/lib/ai/offline-model'
import { aliceBank, toolsOf, transfersIn } from './bank-double'

const LIST_ACCOUNTS = { type: 'function', name: 'listAccounts', inputSchema: {} } as const

function asking(text: string, more: Partial<LanguageModelV3CallOptions> = {}): LanguageModelV3CallOptions {
  return { prompt: [{ role: 'user', content: [{ type: 'text', text }] }], ...more }
}

async function partsOf(stream: ReadableStream<LanguageModelV3StreamPart>): Promise<LanguageModelV3StreamPart[]> {
  const parts: LanguageModelV3StreamPart[] = []
  for await (const part of stream) parts.push(part)
  return parts
}

test('streams text word by word, in the order that the interface asks for', async () => {
  const { stream } = await offlineModel().doStream(asking('are you an AI?'))
  const parts = await partsOf(stream)
  const words = parts.flatMap((part) => (part.type === 'text-delta' ? [part.delta] : []))
  expect(parts.map((part) => part.type).filter((type) => type !== 'text-delta')).toEqual([
    'stream-start',
    'text-start',
    'text-end',
    'finish',
  ])
  expect(words.length).toBeGreaterThan(20)
  expect(words.every((word) => word.trim().split(/\s/).length === 1)).toBe(true)
  const { content } = await offlineModel().doGenerate(asking('are you an AI?'))
  expect(content).toEqual([{ type: 'text', text: words.join('') }])
})

test('streams a tool call with its input', async () => {
  const { stream } = await offlineModel().doStream(asking('show my balance', { tools: [LIST_ACCOUNTS] }))
  const parts = await partsOf(stream)
  expect(parts.map((part) => part.type)).toEqual([
    'stream-start',
    'tool-input-start',
    'tool-input-delta',
    'tool-input-end',
    'tool-call',
    'finish',
  ])
  expect(parts.at(-1)).toMatchObject({ finishReason: { unified: 'tool-calls' } })
})

test('only talks when the tool choice is none or another tool', async () => {
  for (const toolChoice of [{ type: 'none' }, { type: 'tool', toolName: 'listPayees' }] as const) {
    const { content, finishReason } = await offlineModel().doGenerate(
      asking('show my balance', { tools: [LIST_ACCOUNTS], toolChoice }),
    )
    expect(content).toEqual([{ type: 'text', text: "I can't do that in this chat." }])
    expect(finishReason.unified).toBe('stop')
  }
})

test('runs several steps through streamText', async () => {
  const bank = aliceBank()
  const result = streamText({
    model: offlineModel(),
    prompt: 'pay Bob $10 for lunch',
    tools: toolsOf(bank),
    stopWhen: stepCountIs(10),
  })
  expect(await result.text).toContain('I have asked your phone')
  expect((await result.steps).map((step) => step.toolCalls.map((call) => call.toolName))).toEqual([
    ['listAccounts'],
    ['listPayees'],
    ['transferFunds'],
    [],
  ])
  expect(transfersIn(bank.calls)).toEqual(['acc-checking > acc-of-bob 10.00 USD (lunch)'])
})

test('ends at once when it is aborted, also between two words', async () => {
  const abort = new AbortController()
  const { stream } = await offlineModel({ wordDelayMs: 60_000 }).doStream(asking('help', { abortSignal: abort.signal }))
  setTimeout(() => abort.abort(new Error('gone')), 20)
  await expect(partsOf(stream)).rejects.toThrow('gone')
  await expect(offlineModel().doGenerate(asking('hi', { abortSignal: abort.signal }))).rejects.toThrow('gone')
})

test('greets an empty conversation and warns of formats that it cannot answer in', async () => {
  const { content, warnings } = await offlineModel().doGenerate({ prompt: [], responseFormat: { type: 'json' } })
  expect(content).toMatchObject([{ type: 'text', text: expect.stringContaining('Aiya') }])
  expect(warnings).toMatchObject([{ type: 'unsupported', feature: 'responseFormat' }])
})

test('does not call a transfer again whose result is missing from its own turn', async () => {
  const model = offlineModel()
  const tools = ['listAccounts', 'listPayees', 'transferFunds'].map((name) => ({ ...LIST_ACCOUNTS, name }))
  const options = asking('move $25 to savings', { tools })
  const accounts = { accounts: aliceBank().accounts }
  const input = { fromAccountId: 'acc-checking', toAccountId: 'acc-savings', amount: '25.00', currency: 'USD' }
  options.prompt.push(
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'a', toolName: 'listAccounts', input: {} }] },
    {
      role: 'tool',
      content: [
        { type: 'tool-result', toolCallId: 'a', toolName: 'listAccounts', output: { type: 'json', value: accounts } },
      ],
    },
    { role: 'assistant', content: [{ type: 'tool-call', toolCallId: 'b', toolName: 'transferFunds', input }] },
  )
  const { content } = await model.doGenerate(options)
  expect(content).toMatchObject([{ type: 'text', text: expect.stringContaining("I can't tell whether **$25.00**") }])
})
