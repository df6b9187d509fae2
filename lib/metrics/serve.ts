import { doorOf } from '@/lib/platform/http/doors'
import { listenForScrapes, type MetricsServer, scrapeServer } from '@/lib/platform/telemetry/scrape-server'
import { timeRequests } from '@/lib/platform/telemetry/time-requests'
import { countSignals } from './count'
import { readGauges } from './gauges'
import { beginAtZero, openSeries } from './series'

/**
 * Counts what happens in this process, and serves it as Prometheus reads it, at `/metrics` of an address of its own.
 * @param port 0 for any free one
 * @throws Error if it cannot listen there
 */
export async function serveMetrics(at: { host: string; port: number }): Promise<MetricsServer> {
  const series = openSeries()
  beginAtZero(series)
  const server = scrapeServer(at.host, series.registry, () => readGauges(series))
  const observe = (url: string, status: string, seconds: number) =>
    series.requestSeconds.observe({ door: doorOf(url), status }, seconds)
  return listenForScrapes(server, at, [countSignals(series), timeRequests(observe, server)])
}
