import { pause } from '@/lib/platform/shutdown'

/** How long an endpoint may be silent once the answer is over, before its last count of tokens or the end of its stream. */
const LINGER_MS = 2_000
/** Enough for the longest answer in the smallest events, and for the thoughts before it. */
const BYTES_MAX = 16 * 1024 * 1024
/** What ends an answer of chat completions. In what a model says, quotation marks and line ends are escaped. */
const OVER = /"finish_reason": ?"[^"]|\n *data: ?\[DONE\]/
const OVER_CHARACTERS = 40

/**
 * The response with a stream that ends soon after the answer does, also where the endpoint keeps its connection open. An
 * endpoint that never comes to an end is cut off.
 */
export function endedStream(response: Response): Response {
  if (!response.headers.get('content-type')?.includes('text/event-stream')) return response
  const reader = response.body?.getReader()
  if (!reader) return response
  let end = '\n'
  let bytes = 0
  let isOver = false
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      const waiting = new AbortController()
      const next = reader.read()
      const read = await (isOver ? Promise.race([next, pause(LINGER_MS, waiting.signal)]) : next)
      waiting.abort()
      bytes += read?.value?.length ?? 0
      if (!read?.value || bytes > BYTES_MAX) {
        controller.close()
        return reader.cancel().catch(() => {})
      }
      controller.enqueue(read.value)
      end += Buffer.from(read.value).toString('latin1')
      isOver ||= OVER.test(end)
      end = end.slice(-OVER_CHARACTERS)
    },
    cancel: (reason) => reader.cancel(reason),
  })
  return new Response(body, response)
}
