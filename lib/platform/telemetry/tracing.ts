/**
 * What a span may tell: ids of the bank's own rows, and one of few words or numbers that the code fixes. Never a token, a name, an
 * account, an amount, a memo or an error's text.
 */
export interface SpanAttributes {
  'baink.approval_id'?: string
  'baink.authority'?: string
  'baink.outcome'?: string
  'baink.answer'?: string
  'http.request.method'?: string
  'http.response.status_code'?: number
}

/** What a span belongs to, where that is not the span around it. */
interface Belonging {
  /** A request's headers: the caller's trace goes on in this process, where they name one (W3C Trace Context, `traceparent`). */
  caller?: Headers
  /** The approval that an earlier process began: what is left of its story has a trace of its own, under the approval's id. */
  resumed?: string
}

/** What open-telemetry.ts puts here once tracing is on. */
export interface Tracing {
  inSpan<T>(
    name: string,
    work: (tell: (more: SpanAttributes) => void) => Promise<T>,
    span: Belonging & SpanStart,
  ): Promise<T>
  traceparent(): string | undefined
  traceId(): string | undefined
  flush(): Promise<void>
}

interface SpanStart {
  attributes?: SpanAttributes
}

// Instrumentation and routes are bundled apart; both must find the same one.
const shared = globalThis as { bainkTracing?: Tracing | undefined }

export function setTracing(tracing: Tracing | undefined): void {
  shared.bainkTracing = tracing
}

/**
 * Runs `work` inside a span, which lasts until it ends; without tracing it just runs.
 * @param work gets a function that adds attributes to the span
 */
export function inSpan<T>(
  name: string,
  work: (tell: (more: SpanAttributes) => void) => Promise<T>,
  span: Belonging & SpanStart = {},
): Promise<T> {
  return shared.bainkTracing ? shared.bainkTracing.inSpan(name, work, span) : work(() => {})
}

/** The header that lets a server of the bank's own go on with this trace (W3C Trace Context); none without tracing. */
export function traceHeaders(): { traceparent?: string } {
  const traceparent = shared.bainkTracing?.traceparent()
  return traceparent ? { traceparent } : {}
}

/** The id of the trace that the running code belongs to, for the log. */
export function traceId(): string | undefined {
  return shared.bainkTracing?.traceId()
}

/** Sends what is not sent yet, for a process that is about to end. Never throws, and waits a second at most. */
export async function flushTraces(): Promise<void> {
  await shared.bainkTracing?.flush()
}
