import { createServer } from 'node:http'
import { log } from '@/lib/platform/log'
import { isLoopback } from '@/lib/platform/own-address'
import { countSignals, timeRequests } from './count'
import { readGauges } from './gauges'
import { beginAtZero, openSeries } from './series'

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
 * Counts what happens in this process, and serves it as Prometheus reads it, at `/metrics` of an address of its own.
 * @param port 0 for any free one
 * @throws Error if it cannot listen there
 */
export async function serveMetrics({ host, port }: { host: string; port: number }): Promise<MetricsServer> {
  const series = openSeries()
  beginAtZero(series)
  const { registry } = series
  let reading: Promise<string> | undefined
  // Scrapes that come together are answered by one reading.
  const read = () => {
    reading ??= readGauges(series)
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
  const hushed = [countSignals(series), timeRequests(series, server)]
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
