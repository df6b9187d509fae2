import { DefaultChatTransport, type UIMessageChunk } from 'ai'
import { expect, test } from 'vitest'
import { keptAlive } from '@/lib/platform/http/kept-alive'

const HELLO: UIMessageChunk[] = [
  { type: 'start', messageId: 'm' },
  { type: 'text-start', id: 't' },
  { type: 'text-delta', id: 't', delta: 'Hello' },
]

/** The events, with a long pause after each. */
function slow(pauseMs: number, onCancel = () => {}): ReadableStream<string> {
  const left = [...HELLO]
  return new ReadableStream({
    async pull(controller) {
      await new Promise((resolve) => setTimeout(resolve, pauseMs))
      const event = left.shift()
      if (event) controller.enqueue(`data: ${JSON.stringify(event)}\n\n`)
      else controller.close()
    },
    cancel: onCancel,
  })
}

test('a quiet stream says that it is there, and the SDK reads past it', async () => {
  const text = await new Response(keptAlive(slow(200), 30).pipeThrough(new TextEncoderStream())).text()
  expect(text.match(/^: still here$/gm)?.length).toBeGreaterThanOrEqual(6)
  const fetch = async () => new Response(text, { headers: { 'content-type': 'text/event-stream' } })
  const transport = new DefaultChatTransport({ api: 'http://localhost/x', fetch })
  const chunks: UIMessageChunk[] = []
  const reader = (await transport.reconnectToStream({ chatId: 'x' }))?.getReader()
  for (let read = await reader?.read(); read && !read.done; read = await reader?.read()) chunks.push(read.value)
  expect(chunks).toEqual(HELLO)
})

test('a stream that is busy says nothing more', async () => {
  const text = await new Response(keptAlive(slow(5), 1_000).pipeThrough(new TextEncoderStream())).text()
  expect(text).not.toContain('still here')
})

test('who leaves ends it', async () => {
  let left = false
  const source = slow(20, () => {
    left = true
  })
  const reader = keptAlive(source, 10).getReader()
  await reader.read()
  await reader.cancel()
  expect(left).toBe(true)
})
