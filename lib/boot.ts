import { subscribe } from 'node:diagnostics_channel'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { warmUpModel } from '@/lib/ai/chosen-model'
import { startFinishingAnswers } from '@/lib/ai/finish-answers'
import { handBackLeases } from '@/lib/approvals/lease'
import { stateAgentsTo } from '@/lib/auth0/ai/on-behalf-of'
import { startResuming } from '@/lib/auth0/ai/resume'
import { guardPollsOf } from '@/lib/auth0/ai/stop-polling'
import { startTellingTenant } from '@/lib/auth0/ai/tell-tenant'
import { localPhone } from '@/lib/auth0/local-phone'
import { speakPlainHttpTo } from '@/lib/auth0/plain-http'
import { startTellingOutcomes } from '@/lib/chats/tell-outcomes'
import { startWatchingPrices } from '@/lib/conditional-orders/watch-prices'
import { env } from '@/lib/platform/env'
import { log } from '@/lib/platform/log'
import { startRounds } from '@/lib/platform/rounds'
import { beginShutdown, drain, FINISH_MS_MAX, isLeaving, stopping, untilDoorsMayClose } from '@/lib/platform/shutdown'
import { flushTraces } from '@/lib/platform/telemetry/tracing'
import { runDue } from '@/lib/scheduled-transfers/run-due'
import { startWatching } from '@/lib/soundness/watch'

/** Checks the environment and prepares the process. A bad variable ends it, with its name. */
export function boot(): void {
  try {
    env()
  } catch (error) {
    log.fatal(error instanceof Error ? error.message : 'bad environment')
    process.exit(1)
  }
  if (env().TRUSTED_PROXIES === 0) nameClientsBySocket()
  if (env().AUTH0_DOMAIN.startsWith('http://')) speakPlainHttpTo(new URL(env().AUTH0_DOMAIN).host)
  guardPollsOf(new URL(env().AUTH0_DOMAIN).host)
  if (localPhone()) stateAgentsTo(new URL(env().AUTH0_DOMAIN).host)
  startResuming()
  startWatching()
  startFinishingAnswers()
  startTellingOutcomes()
  startTellingTenant()
  startWatchingPrices()
  startRounds('scheduled transfers were not looked at', runDue)
  warmUpModel()
  void openMetrics()
  void openTracing()
  for (const signal of ['SIGTERM', 'SIGINT'] as const) stopBefore(signal)
}

/** The library is loaded only where somebody wants its numbers. Metrics that were asked for and cannot be had end the process. */
async function openMetrics(): Promise<void> {
  const { METRICS_PORT: port, METRICS_HOST: host } = env()
  if (port === undefined) return
  try {
    const { serveMetrics } = await import('@/lib/metrics/serve')
    await serveMetrics({ host, port })
  } catch (error) {
    log.fatal(`METRICS_PORT: ${error instanceof Error ? error.message : 'cannot be listened on'}`)
    process.exit(1)
  }
}

async function openTracing(): Promise<void> {
  if (!env().OTEL_EXPORTER_OTLP_ENDPOINT) return
  const { startTracing } = await import('@/lib/platform/telemetry/open-telemetry')
  startTracing(env().OTEL_SERVICE_NAME)
}

/**
 * Comes before Next's own listener, which closes the server's address at once: a transfer that has its token is sent to
 * that address first.
 */
function stopBefore(signal: 'SIGTERM' | 'SIGINT'): void {
  const others = process.listeners(signal)
  process.removeAllListeners(signal)
  process.on(signal, async () => {
    if (!isLeaving()) sendClientsElsewhere()
    await drain(env().DRAIN_SECONDS * 1_000)
    if (!stopping().aborted) stop()
    await untilDoorsMayClose()
    await flushTraces()
    for (const other of others) other(signal)
  })
}

/**
 * Next finishes the requests that are running. What waits for a person ends now, and each hands its lease back when its
 * last poll is answered; what is left after ten seconds is handed back as it is.
 */
function stop(): void {
  beginShutdown()
  setTimeout(() => {
    handBackLeases().catch((error: unknown) => log.warn({ err: error }, 'leases will lapse by themselves'))
  }, FINISH_MS_MAX).unref()
}

/** A server that leaves goes on serving the connections that it has: each is closed with its next answer. */
function sendClientsElsewhere(): void {
  subscribe('http.server.request.start', (message) => {
    const { response } = message as { response: ServerResponse }
    response.shouldKeepAlive = false
  })
}

/** Next takes a client's own X-Forwarded-For at its word; with no proxy in front, only the socket knows who calls. */
function nameClientsBySocket(): void {
  subscribe('http.server.request.start', (message) => {
    const { request } = message as { request: IncomingMessage }
    request.headers['x-forwarded-for'] = request.socket.remoteAddress
  })
}
