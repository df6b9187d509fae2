import type { IncomingMessage, ServerResponse } from 'node:http'
import { POST as findPayer } from '@/app/api/agent/payer/route'
import { GET as findPayment } from '@/app/api/agent/payments/[key]/route'
import { POST as postTransfer } from '@/app/api/agent/transfers/route'
import { env } from '@/lib/platform/env'
import { answer } from '@/lib/platform/http/answer'
import { fetchListener } from '@/lib/platform/http/fetch-listener'
import { findRoute } from '@/lib/platform/http/find-route'
import { createLimitedServer } from './limited-server.mjs'

/** Longer than the ledger's own deadline, so that a transfer under way is answered. */
const CLOSE_GRACE_MS = 10_000

interface Route {
  method: 'GET' | 'POST'
  path: RegExp
  handle(request: Request, parameter: string): Promise<Response>
}

/** The app's own handlers, which Next serves under the same paths. */
const ROUTES: Route[] = [
  { method: 'POST', path: /^\/api\/agent\/transfers$/, handle: postTransfer },
  { method: 'POST', path: /^\/api\/agent\/payer$/, handle: findPayer },
  {
    method: 'GET',
    path: /^\/api\/agent\/payments\/([^/]+)$/,
    handle: (request, key) => findPayment(request, { params: Promise.resolve({ key }) }),
  },
]

const route = answer(async (request: Request) => {
  const found = findRoute(ROUTES, request)
  return found instanceof Response ? found : found.route.handle(request, found.parameter)
})

export interface AgentServer {
  /** The port that it listens on. */
  port: number
  /** Takes no new request, and lets those under way finish for ten seconds at most. */
  close(): Promise<void>
}

/**
 * Serves the agent routes without Next: the same functions behind the same limits, for whoever needs the volume.
 * @param port 0 for any free one
 * @throws Error if the port is taken
 */
export async function serveAgents({ host, port }: { host: string; port: number }): Promise<AgentServer> {
  let closing = false
  const underWay = new Set<ServerResponse>()
  // The public host: a proof of a token's key names it, and so does a refusal.
  const listener = fetchListener((request: Request) => route(request), {
    host: new URL(env().APP_BASE_URL).host,
  })
  const server = createLimitedServer(
    {},
    (request: IncomingMessage, response: ServerResponse) => {
      // A closing server goes on serving the connections that it has: each is closed with its next answer.
      if (closing) response.shouldKeepAlive = false
      underWay.add(response)
      response.once('close', () => underWay.delete(response))
      return listener(request, response)
    },
    nameClientBySocket,
  )
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    async close() {
      closing = true
      for (const response of underWay) response.shouldKeepAlive = false
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeIdleConnections()
      const impatience = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS)
      await closed
      clearTimeout(impatience)
    },
  }
}

/** As in lib/boot.ts: with no proxy in front, only the socket knows who calls. */
function nameClientBySocket(request: IncomingMessage): void {
  if (env().TRUSTED_PROXIES === 0) request.headers['x-forwarded-for'] = request.socket.remoteAddress
}
