import { JsonToSseTransformStream, UI_MESSAGE_STREAM_HEADERS, type UIMessageChunk } from 'ai'
import { isEnd } from '@/lib/chats/record-answer'
import { keptAlive } from '@/lib/platform/http/kept-alive'

/**
 * The response that streams an answer, in the AI SDK's format, while it is recorded. Its end is sent only once
 * recorded, so that a reader of the end may send the next message at once.
 */
export function answerResponse(
  stream: ReadableStream<UIMessageChunk>,
  record: (events: ReadableStream<string>) => Promise<void>,
): Response {
  const [shown, kept] = stream.pipeThrough(new JsonToSseTransformStream()).tee()
  const recorded = record(kept)
  let end = ''
  const heldBack = new TransformStream<string, string>({
    transform(event, controller) {
      if (isEnd(event)) end += event
      else controller.enqueue(event)
    },
    async flush(controller) {
      await recorded
      controller.enqueue(end)
    },
  })
  return eventResponse(shown.pipeThrough(heldBack))
}

/** A stream of an answer's events as a response, kept alive while nothing comes. */
export function eventResponse(events: ReadableStream<string>): Response {
  return new Response(keptAlive(events).pipeThrough(new TextEncoderStream()), {
    headers: { ...UI_MESSAGE_STREAM_HEADERS, 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' },
  })
}
