import type { ServerResponse } from 'node:http'
import { v7 as uuidv7 } from 'uuid'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { DELETE as stop } from '@/app/api/chat/[chatId]/stream/route'
import type { AiyaMetadata } from '@/lib/ai/aiya-message'
import { startFinishingAnswers } from '@/lib/ai/finish-answers'
import { standingWords } from '@/lib/ai/taken-back'
import { beginAnswer } from '@/lib/chats/begin-answer'
import { recordAnswer } from '@/lib/chats/record-answer'
import { env } from '@/lib/platform/env'
import { log } from '@/lib/platform/log'
import { beginShutdown } from '@/lib/platform/shutdown'
import { failing, type OpenAiDouble, openAiDouble, streaming } from '../ai/openai-double'
import { chunksOf, historyOf, say, userMessage, wordsIn } from '../support/bank/chat'
import { openSeededBank, type SeededBank } from '../support/bank/seeded-bank'
import { signInAs } from '../support/bank/session-double'

vi.mock('@/lib/auth0/session/session', () => import('../support/bank/session-double'))

// However an answer ends, it says so, in its stream and in the history, and the chat can be gone on with.

type Script = Parameters<typeof openAiDouble>[0][number]

let bank: SeededBank
let model: OpenAiDouble
let chat: string
beforeAll(async () => {
  log.level = 'silent'
  bank = await openSeededBank()
  signInAs(bank.alice.id)
})
afterAll(async () => {
  beginShutdown()
  await bank.close()
})
beforeEach(() => {
  chat = uuidv7()
})
afterEach(async () => {
  env().OPENAI_BASE_URL = undefined
  await model?.close()
})

async function modelThat(...scripts: Script[]): Promise<void> {
  model = await openAiDouble(scripts)
  env().OPENAI_BASE_URL = model.url
}

const HELLO = { role: 'assistant', content: 'Hello there' }
const said = (words: string, end: 'stop' | 'tool_calls' = 'stop') =>
  streaming([{ role: 'assistant', content: words }], end)
const calling = (name: string, args: string) => {
  const tool_calls = [{ index: 0, id: `call_${uuidv7()}`, type: 'function', function: { name, arguments: args } }]
  return streaming([{ role: 'assistant', content: null, tool_calls }], 'tool_calls')
}
const json: Script = (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(JSON.stringify({ choices: [{ index: 0, message: HELLO, finish_reason: 'stop' }] }))
}
const nothing: Script = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  response.end('data: [DONE]\n\n')
}

/** What the stream said of the end, which must be what the history says. */
async function endingOf(response: Response): Promise<AiyaMetadata | undefined> {
  const chunks = await chunksOf(response)
  const told = chunks.flatMap((chunk) => (chunk.type === 'message-metadata' ? [chunk.messageMetadata] : []))
  expect(chunks.at(-1)?.type).toBe('finish')
  expect(chunks.filter(({ type }) => type === 'error')).toEqual([])
  const last = (await historyOf(chat)).at(-1)
  expect(last?.role).toBe('assistant')
  expect(last?.metadata).toEqual(told.at(-1))
  return last?.metadata
}

const halfDone = (parts: unknown[] = []) =>
  parts.filter((part) => /"state":"(input-|streaming)/.test(JSON.stringify(part)))

test.each<[string, Script[], AiyaMetadata['ending']]>([
  ['by itself', [said('Hello there.')], undefined],
  ['with no word', [said('')], 'empty'],
  ['with blanks', [said(' \n ')], 'empty'],
  ['with what nobody sees', [said('\u200b\u2800\u3164')], 'empty'],
  ['with what the page does not draw', [said('<!-- hm --> ![a](http://x.example/a.png)')], 'empty'],
  ['with words, calling for tools without one', [streaming([HELLO], 'tool_calls')], undefined],
  ['with nothing, calling for tools without one', [said('', 'tool_calls')], 'empty'],
  ['at its length, with words', [streaming([HELLO], 'length')], 'length'],
  ['at its length, with none', [streaming([{ role: 'assistant' }], 'length')], 'length'],
  ['filtered, with words', [streaming([HELLO], 'content_filter')], 'filtered'],
  ['filtered, with none', [streaming([{ role: 'assistant', content: '' }], 'content_filter')], 'filtered'],
  ['cut off after some words', [streaming([HELLO], null)], 'error'],
  [
    'cut off in a call for a tool',
    [
      streaming(
        [
          {
            tool_calls: [{ index: 0, id: 'c', type: 'function', function: { name: 'listAccounts', arguments: '{"a' } }],
          },
        ],
        null,
      ),
    ],
    'error',
  ],
  ['with a body of JSON in place of a stream', [json], 'error'],
  ['with a stream of nothing', [nothing], 'error'],
  ['with an error of the server', [failing(400, 'no')], 'error'],
  ['with thoughts alone', [said('<think>What now')], 'empty'],
  ['asking for a tool named toString', [calling('toString', '{}'), said('Hm.')], undefined],
  ['asking for a tool named __proto__', [calling('__proto__', '{}'), said('Hm.')], undefined],
  ['asking for a tool that nobody has', [calling('approveTransfer', '{}'), said('Hm.')], undefined],
  ['asking for tools until its steps are used up', [calling('listPayees', '{}')], 'length'],
])('an answer that ends %s says so, with nothing half done, and the next one follows', async (_, scripts, ending) => {
  await modelThat(...scripts)
  expect((await endingOf(await say(chat, 'hello')))?.ending).toBe(ending)
  expect(halfDone((await historyOf(chat)).at(-1)?.parts)).toEqual([])
  await model.close()
  await modelThat(said('Here again.'))
  expect(wordsIn(await chunksOf(await say(chat, 'and now?')))).toBe('Here again.')
})

test('an answer that the customer stops ends at once, with what was said so far', async () => {
  await modelThat((response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    const chunk = {
      id: 'c',
      object: 'chat.completion.chunk',
      created: 1,
      model: 'm',
      choices: [{ index: 0, delta: HELLO }],
    }
    response.write(`data: ${JSON.stringify(chunk)}\n\n`)
  })
  const answering = say(chat, 'hello')
  const streamed = () => bank.sql`
    SELECT FROM answer_chunks c JOIN answers a ON a.id = c.answer_id WHERE a.chat_id = ${chat} AND c.chunk LIKE '%Hello%'`
  await vi.waitUntil(async () => (await streamed()).length > 0, { timeout: 20_000, interval: 50 })
  const request = new Request('http://localhost/api/chat/x/stream', { method: 'DELETE' })
  expect((await stop(request, { params: Promise.resolve({ chatId: chat }) })).status).toBe(204)
  expect(await endingOf(await answering)).toEqual({ ending: 'stopped' })
  expect(JSON.stringify((await historyOf(chat)).at(-1)?.parts)).toContain('Hello there')
  expect((await stop(request, { params: Promise.resolve({ chatId: chat }) })).status).toBe(204)
})

test('an answer that dies with its process is kept as far as it came, and ended', async () => {
  await modelThat(said('Hello.'))
  await chunksOf(await say(chat, 'first'))
  const id = await beginAnswer(chat)
  const asked = userMessage('second')
  await bank.sql`INSERT INTO messages (id, chat_id, role, parts) VALUES (${asked.id}, ${chat}, 'user', ${JSON.stringify(asked.parts)}::text::jsonb)`
  const events = [
    { type: 'start', messageId: 'half' },
    { type: 'start-step' },
    { type: 'tool-input-available', toolCallId: 'c', toolName: 'listAccounts', input: {} },
    { type: 'text-start', id: 't' },
    { type: 'text-delta', id: 't', delta: 'You have ' },
  ]
  const text = `${events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join('')}data: {"type":"text-del`
  const stream = new ReadableStream<string>({
    start: (controller) => controller.enqueue(text),
    pull: (controller) => controller.error(new Error('killed')),
  })
  await recordAnswer(id, stream)
  startFinishingAnswers()
  await vi.waitUntil(async () => (await historyOf(chat)).at(-1)?.id === 'half', { timeout: 20_000, interval: 50 })
  const last = (await historyOf(chat)).at(-1)
  expect(last).toMatchObject({ role: 'assistant', metadata: { ending: 'error' } })
  expect(last?.parts).toMatchObject([
    { type: 'step-start' },
    { type: 'tool-listAccounts', state: 'output-error' },
    { type: 'text', text: 'You have ', state: 'done' },
  ])
})

test('the streams of finished answers are deleted once nobody follows them', async () => {
  await modelThat(said('Hello.'))
  await chunksOf(await say(chat, 'hello'))
  const chunks = () =>
    bank.sql`SELECT FROM answer_chunks c JOIN answers a ON a.id = c.answer_id WHERE a.chat_id = ${chat}`
  expect((await chunks()).length).toBeGreaterThan(0)
  await bank.sql`UPDATE answers SET finished_at = finished_at - interval '2 minutes' WHERE chat_id = ${chat}`
  await vi.waitUntil(async () => (await chunks()).length === 0, { timeout: 20_000, interval: 50 })
  expect(await historyOf(chat)).toHaveLength(2)
})

describe('words of money moved, where nothing has moved', () => {
  test.each<[string, boolean]>([
    ['Done! I have sent $20 to Bob.', true],
    ['**Transferred** ✓', true],
    ['Ich habe 20 € überwiesen.', true],
    ['I have asked your phone. Nothing has moved.', false],
    ['You have six accounts.', false],
  ])('get a line of the app’s own: %s', async (words, noted) => {
    await modelThat(said(words))
    expect(await endingOf(await say(chat, 'hello'))).toEqual(noted ? { nothingMoved: true } : undefined)
  })
})

test('what acts on a screen is taken out of the model’s words before anybody has them', async () => {
  await modelThat(said('safe \u202egnp.exe\u202c \u2066a\u2069\u0007\u009b2J \u{E0041}ok\n\ttab'))
  const chunks = await chunksOf(await say(chat, 'hello'))
  expect(wordsIn(chunks)).toBe('safe gnp.exe a2J ok\n\ttab')
  expect(JSON.stringify(await historyOf(chat))).not.toMatch(/[\u202a-\u202e\u2066-\u2069]|\\u0007|\u009b/)
})

test.each(['think', 'thinking', 'thought', 'reasoning', 'Think', 'THINK'])(
  'thoughts in <%s> are not shown, stored or sent again',
  async (tag) => {
    const pieces = [`<${tag[0]}`, `${tag.slice(1)}>secret pl`, `an</${tag}`, '>\n\nHello.'].map((content) => ({
      content,
    }))
    await modelThat(streaming([{ role: 'assistant', content: '' }, ...pieces], 'stop'), said('Bye.'))
    expect(wordsIn(await chunksOf(await say(chat, 'hello'))).trim()).toBe('Hello.')
    expect(JSON.stringify(await historyOf(chat))).not.toContain('secret')
    await chunksOf(await say(chat, 'and?'))
    expect(JSON.stringify(model.seen.at(-1)?.body)).toContain('Hello.')
    expect(JSON.stringify(model.seen.at(-1)?.body)).not.toContain('secret')
  },
)

test('thoughts whose beginning nobody said are taken back, not stored and not sent again', async () => {
  const thinking = streaming([{ content: 'secret plan' }, { content: '\n</think>\n\nHello.' }], 'stop')
  await modelThat(thinking, thinking, said('Bye.'), said('Bye, bye.'))
  expect(standingWords(wordsIn(await chunksOf(await say(chat, 'hello'))))).toBe('Hello.')
  expect((await historyOf(chat)).at(-1)?.parts).toContainEqual({ type: 'text', text: 'Hello.', state: 'done' })
  // A model that has done so once is waited for: its next thoughts are not even sent.
  expect(wordsIn(await chunksOf(await say(chat, 'and?')))).toBe('Hello.')
  expect(JSON.stringify(model.seen.at(-1)?.body)).not.toContain('secret')
  for (const words of ['Bye.', 'Bye, bye.']) expect(wordsIn(await chunksOf(await say(chat, 'well')))).toBe(words)
})

test('who has read an answer’s end may say the next thing at once', async () => {
  await modelThat(said('Hello.'))
  for (let round = 0; round < 25; round++) {
    const response = await say(chat, `message ${round}`)
    expect(response.status).toBe(200)
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
    for (let read = await reader?.read(); read && !read.done && !read.value.includes('"type":"finish"'); ) {
      read = await reader?.read()
    }
  }
})
