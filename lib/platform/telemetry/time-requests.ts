import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'

interface Exchange {
  request: IncomingMessage & { [BEGUN]?: number }
  response: ServerResponse
  server: unknown
}

const BEGUN = Symbol('begun')

/**
 * Times every request that this process answers, until the returned function is called.
 * @param observe gets the address without its origin, the class of the status such as `2xx`, and the seconds that it took
 * @param own the server of the metrics, which is not timed
 */
export function timeRequests(
  observe: (url: string, status: string, seconds: number) => void,
  own: unknown,
): () => void {
  const start = (message: unknown) => {
    const { request } = message as Exchange
    request[BEGUN] = performance.now()
  }
  const finish = (message: unknown) => {
    const { request, response, server } = message as Exchange
    const begun = request[BEGUN]
    if (begun === undefined || server === own || isStream(response)) return
    observe(request.url ?? '', `${Math.floor(response.statusCode / 100)}xx`, (performance.now() - begun) / 1_000)
  }
  subscribe('http.server.request.start', start)
  subscribe('http.server.response.finish', finish)
  return () => {
    unsubscribe('http.server.request.start', start)
    unsubscribe('http.server.response.finish', finish)
  }
}

/** An event stream lasts as long as its page, which says nothing of how fast the process is. */
function isStream(response: ServerResponse): boolean {
  return String(response.getHeader('content-type') ?? '').startsWith('text/event-stream')
}
