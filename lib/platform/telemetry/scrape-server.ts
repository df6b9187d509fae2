import { createServer, type Server } from 'node:http'
import type { Registry } from 'prom-client'
import { log } from '@/lib/platform/log'
import { isLoopback } from '@/lib/platform/own-address'

/** A reader is a scraper with one small question at a time. */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 8_192,
}
const CONNECTIONS_MAX = 20

export interface MetricsServer {
  port: number
  close(): Promise<void>
}

/**
 * A server that shows a registry as Prometheus reads it, at `/metrics`, and nothing else. It does not listen yet.
 * @param host the host that it will listen on
 * @param refresh called before each reading
 */
export function scrapeServer(host: string, registry: Registry, refresh: () => Promise<void> = async () => {}): Server {
  let reading: Promise<string> | undefined
  // Scrapes that come together are answered by one reading.
  const read = () => {
    reading ??= refresh()
      .then(() => registry.metrics())
      .finally(() => {
        reading = undefined
      })
    return reading
  }
  const server = createServer(LIMITS, async (request, response) => {
    // A page of the internet can let its own name lead to this machine, but not be asked for under another.
    if (isLoopback(host) && !isLoopback(nameIn(request.headers.host))) return void response.writeHead(403).end()
    const isKnown = request.url?.split('?', 1)[0] === '/metrics'
    if (!isKnown || request.method !== 'GET') return void response.writeHead(isKnown ? 405 : 404).end()
    try {
      const body = await read()
      response.writeHead(200, { 'Content-Type': registry.contentType, 'Cache-Control': 'no-store' }).end(body)
    } catch (error) {
      log.error({ err: error }, 'the metrics could not be read')
      response.writeHead(500).end()
    }
  })
  server.maxConnections = CONNECTIONS_MAX
  return server
}

/**
 * Lets a server of metrics listen.
 * @param port 0 for any free one
 * @param hushed called when it closes, to count no more
 * @throws Error if it cannot listen there
 */
export async function listenForScrapes(
  server: Server,
  { host, port }: { host: string; port: number },
  hushed: (() => void)[],
): Promise<MetricsServer> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, resolve)
  })
  // It keeps no process alive that has nothing else to do.
  server.unref()
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : port,
    close: () =>
      new Promise((resolve) => {
        for (const hush of hushed) hush()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** The name in a Host header, without the port. */
function nameIn(host = ''): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : ''
}
