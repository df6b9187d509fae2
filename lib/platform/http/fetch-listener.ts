import type { RequestListener } from 'node:http'
import { createRequestListener, type FetchHandler, type RequestListenerOptions } from '@remix-run/node-fetch-server'
import { noRoute } from './no-route'
import { problemResponse } from './problem'

/**
 * Serves a handler of fetch's on a Node server. Trap: fetch can make no Request of a TRACE, so that the library would answer 500
 * and log the error; it is refused here.
 */
export function fetchListener(handler: FetchHandler, options?: RequestListenerOptions): RequestListener {
  const listener = createRequestListener(handler, options)
  return async (request, response) => {
    if (request.method !== 'TRACE') return listener(request, response)
    const refused = problemResponse(noRoute([{ method: 'GET' }, { method: 'POST' }]))
    response.writeHead(refused.status, Object.fromEntries(refused.headers)).end(await refused.text())
  }
}
