import { createServer } from 'node:http'
import { asProblem } from '@/lib/platform/http/as-problem'
import { fetchListener } from '@/lib/platform/http/fetch-listener'
import { findRoute } from '@/lib/platform/http/find-route'
import { problemResponse } from '@/lib/platform/http/problem'
import { listenAddress } from '@/lib/platform/own-address'
import { inSpan } from '@/lib/platform/telemetry/tracing'

/** A slow sender holds no connection for ever. */
const IMPATIENT = { headersTimeout: 10_000, requestTimeout: 20_000, connectionsCheckingInterval: 5_000 }
const CLOSE_GRACE_MS = 2_000

/** The headers of every answer. */
const HEADERS = {
  'Cache-Control': 'no-store',
  'Content-Security-Policy': "default-src 'none'; frame-ancestors 'none'",
  'X-Content-Type-Options': 'nosniff',
  'Referrer-Policy': 'no-referrer',
}

/** One address of a business. `parameter` is what the path's first group matched. */
export interface Route {
  method: 'GET' | 'POST'
  path: RegExp
  handle(request: Request, call: { parameter: string; address: string }): Promise<Response>
}

export interface Server {
  /** Starts listening on the port of its origin, on loopback where that is a loopback one. */
  listen(): Promise<void>
  /** Stops listening and lets requests finish, for two seconds at most. */
  close(): Promise<void>
}

/** A bare Node server for these routes. A handler may simply throw: every failure becomes a problem document. */
export function serve(origin: string, routes: Route[]): Server {
  const answer = async (request: Request, address: string): Promise<Response> => {
    const found = findRoute(routes, request)
    if (found instanceof Response) return found
    const handle = () => found.route.handle(request, { parameter: found.parameter, address })
    return inSpan('request to a business', handle, { caller: request.headers })
  }
  const listener = fetchListener(async (request: Request, { address }: { address: string }) => {
    const response = await answer(request, address).catch((error: unknown) => problemResponse(asProblem(error)))
    for (const [name, value] of Object.entries(HEADERS)) response.headers.set(name, value)
    return response
  })
  const server = createServer(IMPATIENT, listener)
  return {
    listen: () =>
      new Promise((resolve, reject) => {
        const { port, host } = listenAddress(origin)
        server.once('error', reject)
        server.listen(port, host, () => resolve())
      }),
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const impatience = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
      await closed
      clearTimeout(impatience)
    },
  }
}
