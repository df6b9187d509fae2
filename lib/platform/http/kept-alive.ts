/** Some proxies cut a stream that is quiet for half a minute, many after a minute. */
const BEAT_MS = 15_000
const BEAT = ': still here\n\n'

/**
 * Adds beats to a stream of server-sent events, so that it is never quiet for long. A beat is a comment, which readers
 * skip.
 */
export function keptAlive(events: ReadableStream<string>, beatMs = BEAT_MS): ReadableStream<string> {
  const reader = events.getReader()
  let timer: NodeJS.Timeout | undefined
  return new ReadableStream<string>({
    start(controller) {
      timer = setInterval(() => {
        // The reader has not read the last chunk yet, so a beat is needless.
        if ((controller.desiredSize ?? 0) > 0) controller.enqueue(BEAT)
      }, beatMs)
    },
    async pull(controller) {
      try {
        const { done, value } = await reader.read()
        timer?.refresh()
        if (!done) return controller.enqueue(value)
        clearInterval(timer)
        controller.close()
      } catch (error) {
        clearInterval(timer)
        controller.error(error)
      }
    },
    cancel(reason) {
      clearInterval(timer)
      return reader.cancel(reason)
    },
  })
}
