import { log } from '@/lib/platform/log'
import { flushTraces } from '@/lib/platform/telemetry/tracing'
import { readConfig, type ServiceConfig } from './config'
import type { Server } from './server'

/** Runs a business as a process of its own until it is told to stop. A start that fails says why in one line. */
export async function run(open: (config: ServiceConfig) => Promise<Server>): Promise<void> {
  try {
    process.on('unhandledRejection', (error) => log.error({ err: error }, 'a rejection was not handled'))
    const config = readConfig(process.env)
    if (process.env.OTEL_EXPORTER_OTLP_ENDPOINT) await trace()
    if (config.metrics) await count(config.metrics)
    const business = await open(config)
    await business.listen()
    let closing = false
    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
      process.on(signal, async () => {
        if (closing) return
        closing = true
        await business.close()
        await flushTraces()
        process.exit(0)
      })
    }
  } catch (error) {
    process.stderr.write(`${process.env.BAINK_PROCESS}: ${error instanceof Error ? error.message : String(error)}\n`)
    process.exit(1)
  }
}

async function trace(): Promise<void> {
  const { startTracing } = await import('@/lib/platform/telemetry/open-telemetry')
  startTracing(`${process.env.OTEL_SERVICE_NAME ?? 'baink'}-${process.env.BAINK_PROCESS}`)
}

async function count(at: { host: string; port: number }): Promise<void> {
  const { serveBusinessMetrics } = await import('./metrics')
  await serveBusinessMetrics(at)
}
