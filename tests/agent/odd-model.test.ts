import { afterEach, expect, test } from 'vitest'
import { ask } from '@/agent/ask'
import type { Bank } from '@/agent/bank'
import type { Printer } from '@/agent/printer'
import type { Withdrawal } from '@/agent/withdrawal'
import { failing, type OpenAiDouble, openAiDouble, whole } from '../ai/openai-double'

// However a model's answer ends, the command line says so, and it never ends with 0 and no word.

type Script = Parameters<typeof openAiDouble>[0][number]

let model: OpenAiDouble | undefined
afterEach(() => model?.close())

/** What the command line prints, line by line, and how it ends. */
async function asked(...script: Script[]) {
  model = await openAiDouble(script)
  const lines: string[] = []
  const print = {
    answer: (text: string) => lines.push(text),
    note: (text: string) => lines.push(`note: ${text}`),
    end: () => {},
  } as unknown as Printer
  const withdrawal = { wanted: new AbortController().signal } as Withdrawal
  const wish = { words: 'hello', model: { baseUrl: model.url, model: 'm' } }
  const end = await ask({} as Bank, wish, print, withdrawal).catch((error: Error) => error.message)
  return { lines, end }
}

const said = (content: string | null, finish: Parameters<typeof whole>[1] = 'stop') =>
  whole({ role: 'assistant', content }, finish)
const SILENT = 'The model found no words. Please ask again, in other words.'
const CUT = 'note: The answer was cut off: it reached its length limit.'

test.each<[string, Script[], string[], string | number]>([
  ['words', [said('Hello.')], ['Hello.'], 0],
  ['thoughts and words', [said('<Think >secret</think>\n\nHello.')], ['Hello.'], 0],
  ['thoughts whose beginning nobody said', [said('secret\n</think>\nHello.')], ['Hello.'], 0],
  ['thoughts alone', [said('<think>secret')], [], SILENT],
  ['nothing', [said('')], [], SILENT],
  ['null', [said(null)], [], SILENT],
  ['what nobody sees', [said('\u200b\u2800')], [], SILENT],
  ['words that are cut off', [said('Hello', 'length')], [CUT, 'Hello'], 0],
  ['nothing, cut off', [said('', 'length')], [CUT], SILENT],
  [
    'words that are withheld',
    [said('Hello', 'content_filter')],
    ['note: The answer was cut off: the model’s provider withheld the rest.', 'Hello'],
    0,
  ],
  ['an error', [failing(400, 'no')], [], 'The model did not answer.'],
])('an answer of %s', async (_, script, lines, end) => {
  expect(await asked(...script)).toEqual({ lines, end })
})

test('calls under one id, an empty one and an odd name reach the endpoint again as it can read them', async () => {
  const call = (id: string, name: string) => ({ id, type: 'function', function: { name, arguments: '{"a' } })
  const calls = [call('dup', 'listPayees'), call('dup', 'a.b'), call('', 'x'.repeat(100))]
  expect((await asked(whole({ role: 'assistant', tool_calls: calls }, 'tool_calls'), said('Hm.'))).lines).toEqual([
    'Hm.',
  ])
  const messages = model?.seen.at(-1)?.body.messages as { tool_calls?: typeof calls; tool_call_id?: string }[]
  const sent = messages.flatMap(({ tool_calls }) => tool_calls ?? [])
  expect(sent.map(({ function: { name } }) => name)).toEqual(['listPayees', 'a_b', 'x'.repeat(64)])
  expect(messages.flatMap(({ tool_call_id }) => tool_call_id ?? [])).toEqual(sent.map(({ id }) => id))
  expect(new Set(sent.map(({ id }) => id)).size).toBe(3)
})
