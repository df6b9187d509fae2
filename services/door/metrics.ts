import { Counter, collectDefaultMetrics, Histogram, Registry } from 'prom-client'
import { listenForScrapes, type MetricsServer, scrapeServer } from '@/lib/platform/telemetry/scrape-server'
import { onSignal } from '@/lib/platform/telemetry/signals'
import { timeRequests } from '@/lib/platform/telemetry/time-requests'

const SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20]

/**
 * Counts what happens in a business's process, and serves it as Prometheus reads it, at `/metrics` of an address of its own. A
 * label is one of few words that the code fixes, as the bank's are.
 * @throws Error if it cannot listen there
 */
export async function serveBusinessMetrics(at: { host: string; port: number }): Promise<MetricsServer> {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requestSeconds = new Histogram({
    name: 'baink_business_request_seconds',
    help: 'How long a request to a business took, by what it was about and the class of the status',
    labelNames: ['about', 'status'],
    buckets: SECONDS,
    registers,
  })
  const refusals = new Counter({
    name: 'baink_business_refusals_total',
    help: 'Refusals and failures told to callers of a business, by code',
    labelNames: ['code'],
    registers,
  })
  const server = scrapeServer(at.host, registry)
  const observe = (url: string, status: string, seconds: number) =>
    requestSeconds.observe({ about: aboutOf(url), status }, seconds)
  return listenForScrapes(server, at, [
    timeRequests(observe, server),
    onSignal('refusal', ({ code }) => refusals.inc({ code })),
  ])
}

const WORDS = ['health', 'orders', 'portfolio', 'products', 'quotes']

/** What a path is about: its first word after `/api/`, where that is one of a business's own. */
function aboutOf(url: string): string {
  const [, word = ''] = /^\/api\/(\w+)/.exec(url) ?? []
  return WORDS.includes(word) ? word : 'other'
}
