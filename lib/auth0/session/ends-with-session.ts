import { currentSession } from './session'
import { onSessionEnd } from './watch-sessions'

/**
 * Breaks the response off when its session ends, so that a signed-out browser receives nothing more. The stream errors
 * instead of closing, so that no page takes a part for the whole.
 */
export async function endsWithSession(response: Response): Promise<Response> {
  const reader = response.body?.getReader()
  if (!reader) return response
  const session = await currentSession()
  let hush = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      const breakOff = () => {
        void reader.cancel().catch(() => {})
        controller.error(new DOMException('the session has ended', 'AbortError'))
      }
      if (session) hush = onSessionEnd(session.id, breakOff)
      else breakOff()
    },
    async pull(controller) {
      const { done, value } = await reader.read()
      if (!done) return controller.enqueue(value)
      hush()
      controller.close()
    },
    cancel(reason) {
      hush()
      return reader.cancel(reason)
    },
  })
  return new Response(body, response)
}
