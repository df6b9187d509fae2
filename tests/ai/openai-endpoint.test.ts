import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createOpenAI } from '@ai-sdk/openai'
import { createRequestListener } from '@remix-run/node-fetch-server'
import { generateText, stepCountIs, streamText, tool } from 'ai'
import OpenAI from 'openai'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { z } from 'zod'
import { openAiEndpoint } from '@/lib/ai/openai-endpoint'

const server = createServer(createRequestListener(openAiEndpoint))
let baseURL: string
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`
})
afterAll(() => new Promise((resolve) => server.close(resolve)))

const account = (id: string, name: string, mask: string, available: string) => ({
  ...{ id, name, mask, type: 'checking', currency: 'USD', status: 'active', balance: available, available },
  ...{ balanceFormatted: `$${available}`, availableFormatted: `$${available}` },
})
const ACCOUNTS = {
  accounts: [account('a', 'Checking', '••4321', '2500.00'), account('b', 'Savings', '••8765', '1.00')],
}
const WISH = 'move $7.11 from checking to savings'

/** Aiya's tools; each transfer that is asked for is noted. */
function tools() {
  const asked: unknown[] = []
  const execute = async (wanted: unknown) => {
    asked.push(wanted)
    return { status: 'pending', message: 'Your phone has been asked.' }
  }
  return {
    asked,
    tools: {
      listAccounts: tool({ inputSchema: z.object({}), execute: async () => ACCOUNTS }),
      listPayees: tool({ inputSchema: z.object({}), execute: async () => ({ payees: [] }) }),
      transferFunds: tool({ inputSchema: z.looseObject({}), execute }),
    },
  }
}

const ORDER = { fromAccountId: 'a', toAccountId: 'b', amount: '7.11', currency: 'USD' }

test('@ai-sdk/openai lets it call tools over several steps, whole and streaming', async () => {
  const model = createOpenAI({ apiKey: 'none', baseURL }).chat('any')
  const whole = tools()
  const given = { model, prompt: WISH, stopWhen: stepCountIs(6) }
  expect((await generateText({ ...given, tools: whole.tools })).text).toContain('phone')
  expect(whole.asked).toEqual([ORDER])
  const piece = tools()
  const result = streamText({ ...given, tools: piece.tools })
  expect(await result.text).toContain('phone')
  expect(piece.asked).toEqual([ORDER])
})

test('the openai package speaks with it: words, tools, and a stream in pieces', async () => {
  const client = new OpenAI({ apiKey: 'none', baseURL })
  const said = { model: 'any', messages: [{ role: 'user' as const, content: WISH }] }
  const offered = ['listAccounts', 'listPayees', 'transferFunds'].map((name) => ({
    type: 'function' as const,
    function: { name, parameters: { type: 'object' } },
  }))
  const first = await client.chat.completions.create({ ...said, tools: offered })
  expect(first.choices[0]).toMatchObject({ finish_reason: 'tool_calls', message: { content: null } })
  expect(first.choices[0]?.message.tool_calls).toEqual([
    { id: expect.any(String), type: 'function', function: { name: 'listAccounts', arguments: '{}' } },
  ])
  const pieces = []
  const stream = await client.chat.completions.create({
    model: 'any',
    stream: true,
    messages: [{ role: 'user', content: 'hello' }],
  })
  for await (const { choices } of stream) pieces.push(choices[0]?.delta.content ?? '')
  expect(pieces.filter(Boolean).length).toBeGreaterThan(1)
  expect(pieces.join('')).toMatch(/Aiya/)
  expect((await client.models.list()).data.map(({ id }) => id)).toEqual(['baink-offline'])
})

test.each<[string, unknown, string | null]>([
  ['no messages', { model: 'any' }, 'messages'],
  ['an empty list', { messages: [] }, 'messages'],
  ['a role that nobody has', { messages: [{ role: 'king', content: 'x' }] }, 'messages.0.role'],
  ['no JSON', undefined, null],
])('a body with %s is refused, and the member named', async (_, body, param) => {
  const answer = await fetch(`${baseURL}/chat/completions`, { method: 'POST', body: body ? JSON.stringify(body) : '{' })
  expect(answer.status).toBe(400)
  expect(await answer.json()).toMatchObject({ error: { type: 'invalid_request_error', param } })
})
