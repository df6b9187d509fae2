import { AsyncLocalStorage } from 'node:async_hooks'
import {
  type Context,
  ROOT_CONTEXT,
  type Span,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api'
import { type ExportResult, ExportResultCode, parseTraceParent } from '@opentelemetry/core'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources'
import { BasicTracerProvider, BatchSpanProcessor, type ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { log } from '@/lib/platform/log'
import { onSignal } from './signals'
import { type SpanAttributes, setTracing, type Tracing } from './tracing'

const FLUSH_MS_MAX = 1_000

/**
 * Turns tracing on in this process, by OpenTelemetry's own variables (OTEL_EXPORTER_OTLP_ENDPOINT, _HEADERS, _TIMEOUT;
 * OTEL_TRACES_SAMPLER; OTEL_BSP_*; OTEL_RESOURCE_ATTRIBUTES). The provider is not registered for the whole process: Next and the
 * AI SDK would write spans of their own then, with addresses and texts in them.
 * @param service the name under which the spans stand (`service.name`)
 * @returns what turns it off again
 */
export function startTracing(service: string): () => Promise<void> {
  const resource = defaultResource()
    .merge(detectResources({ detectors: [envDetector] }))
    .merge(resourceFromAttributes({ 'service.name': service }))
  const provider = new BasicTracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor(new LoggingExporter())],
  })
  const tracer = provider.getTracer('baink')
  const active = new AsyncLocalStorage<Span>()
  const current = () => active.getStore()?.spanContext()
  setTracing({
    inSpan: (name, work, span) => spanAround(tracer, active, name, work, span),
    traceparent() {
      const context = current()
      return context && `00-${context.traceId}-${context.spanId}-0${context.traceFlags & TraceFlags.SAMPLED}`
    },
    traceId: () => current()?.traceId,
    flush: () => provider.forceFlush({ timeoutMillis: FLUSH_MS_MAX }).catch(() => {}),
  })
  const hushed = spansOfSignals(tracer, () => contextOf(active.getStore()))
  return async () => {
    for (const hush of hushed) hush()
    setTracing(undefined)
    await provider.shutdown().catch(() => {})
  }
}

const contextOf = (span: Span | undefined): Context => (span ? trace.setSpan(ROOT_CONTEXT, span) : ROOT_CONTEXT)

const spanAround = async <T>(
  tracer: Tracer,
  active: AsyncLocalStorage<Span>,
  name: string,
  work: (tell: (more: SpanAttributes) => void) => Promise<T>,
  { attributes = {}, caller, resumed }: Parameters<Tracing['inSpan']>[2],
): Promise<T> => {
  const parent = caller ? callersOf(caller) : resumed ? resumedOf(resumed) : contextOf(active.getStore())
  const span = tracer.startSpan(name, { attributes: { ...attributes } }, parent)
  try {
    return await active.run(span, () => work((more) => span.setAttributes({ ...more })))
  } catch (error) {
    // Without the error's text, which may hold what a customer wrote.
    span.setStatus({ code: SpanStatusCode.ERROR })
    throw error
  } finally {
    span.end()
  }
}

function callersOf(headers: Headers): Context {
  const context = parseTraceParent(headers.get('traceparent') ?? '')
  return context ? trace.setSpanContext(ROOT_CONTEXT, { ...context, isRemote: true }) : ROOT_CONTEXT
}

/** An approval's id is a UUID, which has just the form of a trace's id. */
function resumedOf(approvalId: string): Context {
  const traceId = approvalId.replaceAll('-', '')
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId: traceId.slice(-16),
    traceFlags: TraceFlags.SAMPLED,
    isRemote: true,
  })
}

/** Draws each signal as a span that ends now, inside the span in which it was given. Polls that only wait are left out. */
function spansOfSignals(tracer: Tracer, parent: () => Context): (() => void)[] {
  const draw = (name: string, attributes: SpanAttributes, seconds = 0) => {
    const end = Date.now()
    tracer.startSpan(name, { startTime: end - seconds * 1_000, attributes: { ...attributes } }, parent()).end(end)
  }
  return [
    onSignal('posting', ({ authority, outcome, seconds }) =>
      draw('ledger posting', { 'baink.authority': authority, 'baink.outcome': outcome }, seconds),
    ),
    onSignal('approval', ({ id, status }) => draw(`approval ${status}`, { 'baink.approval_id': id })),
    onSignal('poll', ({ answer, seconds }) => {
      if (answer !== 'pending') draw('tenant poll', { 'baink.answer': answer }, seconds)
    }),
  ]
}

/** Says once that the collector takes nothing, and once that it does again. The bank never waits for it. */
class LoggingExporter extends OTLPTraceExporter {
  #failing = false

  override export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    super.export(spans, (result) => {
      const failing = result.code !== ExportResultCode.SUCCESS
      if (failing !== this.#failing)
        log.warn({ failing }, failing ? 'the collector takes no traces' : 'it takes traces')
      this.#failing = failing
      done(result)
    })
  }
}
