import { convertToModelMessages, stepCountIs, streamText, type UIMessage } from 'ai'
import { afterEach, expect, test } from 'vitest'
import { aiyaModel } from '@/lib/ai/model'
import { strictHistory } from '@/lib/ai/strict-history'
import { aliceBank, toolsOf } from './bank-double'
import { type OpenAiDouble, openAiDouble, streaming } from './openai-double'

// What a model makes up for its calls of tools comes back to its endpoint with every later message, which must accept it.

let server: OpenAiDouble | undefined
afterEach(() => server?.close())

interface Call {
  id: string
  function: { name: string; arguments: string }
}

/** Ids and names of the calls in the messages that the endpoint was sent last, and whose results follow them. */
async function sentBack(...steps: [id: unknown, name: string, args?: unknown][][]) {
  const scripts = steps.map((calls) => {
    const tool_calls = calls.map(([id, name, args = '{}'], index) => ({
      ...{ index, id, type: 'function', function: { name, arguments: args } },
    }))
    return streaming([{ role: 'assistant', content: null, tool_calls }], 'tool_calls')
  })
  server = await openAiDouble([...scripts, streaming([{ content: 'Done.' }], 'stop')])
  const { model } = aiyaModel({ baseUrl: server.url, model: 'm' })
  const bank = aliceBank()
  await streamText({ model, prompt: 'go', tools: toolsOf(bank), stopWhen: stepCountIs(9), onError: () => {} }).text
  const messages = server.seen.at(-1)?.body.messages as { tool_calls?: Call[]; tool_call_id?: string }[]
  const calls = messages.flatMap(({ tool_calls }) => tool_calls ?? [])
  const results = messages.flatMap(({ tool_call_id }) => tool_call_id ?? [])
  expect(results).toEqual(calls.map(({ id }) => id))
  expect(new Set(results).size).toBe(results.length)
  for (const { id, function: asked } of calls) {
    expect(id).toMatch(/^[\w-]{1,40}$/)
    expect(asked.name).toMatch(/^[\w-]{1,64}$/)
    expect(JSON.parse(asked.arguments)).toEqual(expect.any(Object))
  }
  return { names: calls.map(({ function: { name } }) => name), ran: bank.calls.map(({ tool }) => tool) }
}

test.each<[string, unknown]>([
  ['empty', ''],
  ['null', null],
  ['very long', 'i'.repeat(5_000)],
  ['of odd signs', 'a\0\ud800"<'],
  ['__proto__', '__proto__'],
])('an id that is %s', async (_, id) => {
  expect((await sentBack([[id, 'listAccounts']])).ran).toEqual(['listAccounts'])
})

test('one id for two calls of a step, and for calls of two steps', async () => {
  const [first, second] = [['dup', 'listAccounts'] as [string, string], ['dup', 'listPayees'] as [string, string]]
  expect((await sentBack([first, second], [second])).ran).toEqual(['listAccounts', 'listPayees', 'listPayees'])
})

test.each([
  [' listAccounts ', ['listAccounts'], 'listAccounts'],
  ['functions.listAccounts', ['listAccounts'], 'listAccounts'],
  ['list Accounts', [], 'list_Accounts'],
  ['a.b', [], 'a_b'],
  ['überweisen', [], '_berweisen'],
  ['x'.repeat(100_000), [], 'x'.repeat(64)],
])('a tool that is called %j', async (name, ran, sent) => {
  expect(await sentBack([['c', name]])).toEqual({ names: [sent], ran })
})

test.each(['{"a', 'hello', '[]', '5', 'null', '"x"', ''])('arguments like %j', async (args) => {
  expect((await sentBack([['c', 'listAccounts', args]])).names).toEqual(['listAccounts'])
})

test('what was stored before is sent in the same way', async () => {
  const part = (toolCallId: string, more: object) => ({ type: 'tool-a.b', toolCallId, state: 'output-error', ...more })
  const messages = [
    { role: 'user', parts: [{ type: 'text', text: 'go' }] },
    {
      role: 'assistant',
      parts: [
        part('', { input: undefined, rawInput: '{"a', errorText: 'one' }),
        part('', { input: undefined, errorText: 'two' }),
        { type: 'step-start' },
        part('x'.repeat(500), { input: {}, errorText: 'three' }),
      ],
    },
    { role: 'user', parts: [{ type: 'text', text: 'and?' }] },
  ] as UIMessage[]
  const call = (n: number) => ({ type: 'tool-call', toolCallId: `past0000${n}`, toolName: 'a_b', input: {} })
  const result = (n: number, value: string) =>
    expect.objectContaining({ toolCallId: `past0000${n}`, toolName: 'a_b', output: { type: 'error-text', value } })
  expect(strictHistory(await convertToModelMessages(messages))).toMatchObject([
    { role: 'user' },
    { content: [call(1), call(2)] },
    { content: [result(1, 'one'), result(2, 'two')] },
    { content: [call(3)] },
    { content: [result(3, 'three')] },
    { role: 'assistant' },
    { role: 'user' },
  ])
})
