import { streamText } from 'ai'
import { afterEach, expect, test } from 'vitest'
import { aiyaModel } from '@/lib/ai/model'
import { type OpenAiDouble, openAiDouble, streaming } from './openai-double'

let server: OpenAiDouble | undefined
afterEach(() => server?.close())

async function partsOf(...script: Parameters<typeof openAiDouble>[0]) {
  server = await openAiDouble(script)
  const { model } = aiyaModel({ baseUrl: server.url, model: 'm' })
  const parts = []
  for await (const part of streamText({ model, prompt: 'hello', maxRetries: 0, onError: () => {} }).fullStream)
    parts.push(part)
  return parts
}
const wordsIn = (parts: Awaited<ReturnType<typeof partsOf>>) =>
  parts.flatMap((part) => (part.type === 'text-delta' ? [part.text] : []))
const reasonIn = (parts: Awaited<ReturnType<typeof partsOf>>) =>
  parts.flatMap((part) => (part.type === 'finish' ? [part.finishReason] : []))

const event = (choice: object) =>
  `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', created: 1, model: 'm', choices: [choice] })}\n\n`
const HELLO = event({ index: 0, delta: { content: 'Hello.' } })
const STOP = event({ index: 0, delta: {}, finish_reason: 'stop' })

/** The events of an answer, over a connection that stays open. */
const open =
  (...events: string[]): Parameters<typeof openAiDouble>[0][number] =>
  (response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    for (const one of events) response.write(one)
  }

test.each<[string, string[]]>([
  ['its reason', [HELLO, STOP]],
  ['its last event', [HELLO, STOP, 'data: [DONE]\n\n']],
  ['its last event, as others write it', [HELLO, STOP, 'data:[DONE]\r\n\r\n']],
  ['its last event in two pieces', [HELLO, STOP, 'data: [DO', 'NE]\n\n']],
])('an answer is over with %s, though the connection stays open', async (_, events) => {
  const began = performance.now()
  const parts = await partsOf(open(...events))
  expect(wordsIn(parts).join('')).toBe('Hello.')
  expect(reasonIn(parts)).toEqual(['stop'])
  expect(performance.now() - began).toBeLessThan(15_000)
})

test.each(['', 'stop'])('words go on behind a reason of %j that comes with each of them', async (finish_reason) => {
  const parts = await partsOf(async (response) => {
    open()(response)
    for (const content of ['One ', 'two ', 'three ', 'four.']) {
      response.write(event({ index: 0, delta: { content }, finish_reason }))
      await new Promise((resolve) => setTimeout(resolve, finish_reason ? 1_000 : 2_500))
    }
    response.end(`${STOP}data: [DONE]\n\n`)
  })
  expect(wordsIn(parts).join('')).toBe('One two three four.')
})

test('words about the end of a stream do not end it', async () => {
  const said = '"finish_reason": "stop"\ndata: [DONE]\n\n'
  const parts = await partsOf((response) => {
    open(event({ index: 0, delta: { content: said } }))(response)
    setTimeout(() => response.end(`${HELLO}${STOP}data: [DONE]\n\n`), 3_000)
  })
  expect(wordsIn(parts).join('')).toBe(`${said}Hello.`)
})

test('thousands of pieces at once are passed on in few', async () => {
  const pieces = Array.from({ length: 4_000 }, (_, n) => ({ content: `${n} ` }))
  const words = wordsIn(await partsOf(streaming(pieces, 'stop')))
  expect(words.join('')).toBe(pieces.map(({ content }) => content).join(''))
  expect(words.length).toBeLessThan(100)
})

test('words that come one by one are passed on as they come', async () => {
  const parts = await partsOf(async (response) => {
    open()(response)
    for (const content of ['One ', 'two ', 'three.']) {
      response.write(event({ index: 0, delta: { content } }))
      await new Promise((resolve) => setTimeout(resolve, 400))
    }
    response.end(`${STOP}data: [DONE]\n\n`)
  })
  expect(wordsIn(parts)).toEqual(['One ', 'two ', 'three.'])
})

test.each([
  ['words', 'content', 100_000, 'length'],
  ['small words', 'content', 1, 'length'],
  ['thoughts', 'reasoning_content', 100_000, 'other'],
])('%s without an end are cut off', async (_, member, length, reason) => {
  const parts = await partsOf((response) => {
    open()(response)
    const go = () => {
      if (response.destroyed) return
      response.write(event({ index: 0, delta: { [member]: 'x'.repeat(length) } }).repeat(length === 1 ? 100 : 1))
      setTimeout(go, 1)
    }
    go()
  })
  expect(wordsIn(parts).join('').length).toBeLessThanOrEqual(40_000)
  expect(reasonIn(parts)).toEqual([reason])
})
