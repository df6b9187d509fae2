import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client'

/** A reader is a scraper with one small question at a time. */
const LIMITS = {
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  connectionsCheckingInterval: 2_000,
  maxHeaderSize: 8_192,
}
const CONNECTIONS_MAX = 20
const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const LOOPBACK = new Set(['localhost', '127.0.0.1', '::1', '[::1]'])
/** What a request is about, by the beginning of its path. All else is `other`, so that no label comes from a caller. */
const ABOUT = [
  '/authorize',
  '/oauth/token',
  '/bc-authorize',
  '/approvals',
  '/phone',
  '/.well-known',
  '/userinfo',
  '/grants',
]
const BEGUN = Symbol('begun')

interface Exchange {
  request: IncomingMessage & { [BEGUN]?: number }
  response: ServerResponse
  server: unknown
}

export interface TenantMetrics {
  port: number
  close(): Promise<void>
}

/**
 * Times the tenant's requests, and serves that and Node's own numbers as Prometheus reads them, at `/metrics` of an address of
 * its own. A label is one of few words that the code fixes.
 * @param at the host and port to listen on; port 0 for any free one
 * @throws Error if it cannot listen there
 */
export async function serveTenantMetrics(at: { host: string; port: number }): Promise<TenantMetrics> {
  const register = new Registry()
  collectDefaultMetrics({ register })
  const seconds = new Histogram({
    name: 'tenant_request_seconds',
    help: 'How long a request to the tenant took, by what it was about and the class of the status; streams are left out',
    labelNames: ['about', 'status'],
    buckets: SECONDS,
    registers: [register],
  })
  const server = createServer(LIMITS, async (request, response) => {
    // A page of the internet can let its own name lead to this machine, but not be asked for under another.
    if (LOOPBACK.has(at.host) && !LOOPBACK.has(nameIn(request.headers.host))) return void response.writeHead(403).end()
    const isKnown = request.url?.split('?', 1)[0] === '/metrics'
    if (!isKnown || request.method !== 'GET') return void response.writeHead(isKnown ? 405 : 404).end()
    const body = await register.metrics()
    response.writeHead(200, { 'Content-Type': register.contentType, 'Cache-Control': 'no-store' }).end(body)
  })
  server.maxConnections = CONNECTIONS_MAX
  const hush = time((url, status, took) => seconds.observe({ about: aboutOf(url), status }, took), server)
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at.port, at.host, resolve)
  })
  server.unref()
  const address = server.address()
  return {
    port: typeof address === 'object' && address ? address.port : at.port,
    close: () =>
      new Promise((resolve) => {
        hush()
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

function time(observe: (url: string, status: string, seconds: number) => void, own: unknown): () => void {
  const start = (message: unknown) => {
    ;(message as Exchange).request[BEGUN] = performance.now()
  }
  const finish = (message: unknown) => {
    const { request, response, server } = message as Exchange
    const begun = request[BEGUN]
    // A stream lasts as long as its page.
    const isStream = String(response.getHeader('content-type') ?? '').startsWith('text/event-stream')
    if (begun === undefined || server === own || isStream) return
    observe(request.url ?? '', `${Math.floor(response.statusCode / 100)}xx`, (performance.now() - begun) / 1_000)
  }
  subscribe('http.server.request.start', start)
  subscribe('http.server.response.finish', finish)
  return () => {
    unsubscribe('http.server.request.start', start)
    unsubscribe('http.server.response.finish', finish)
  }
}

function aboutOf(url: string): string {
  const [path = ''] = url.split('?', 1)
  return ABOUT.find((known) => path === known || path.startsWith(`${known}/`))?.slice(1) ?? 'other'
}

/** The name in a Host header, without the port. */
function nameIn(host = ''): string {
  return URL.canParse(`http://${host}`) ? new URL(`http://${host}`).hostname : ''
}
