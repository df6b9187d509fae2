import type { RequestListener } from 'node:http'
import { BARE_HEADERS } from './security-headers'

/** Wraps a listener: a request whose address is no URL (`http://` alone) gets a 400 before any router reads it. */
export function readableAddress(listener: RequestListener): RequestListener {
  return (request, response) => {
    if (URL.canParse(request.url ?? '', 'http://localhost')) return listener(request, response)
    response.writeHead(400, { ...BARE_HEADERS, 'Content-Length': '0' }).end()
  }
}
