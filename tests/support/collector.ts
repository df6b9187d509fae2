import { type Mounted, mount } from './bank/mount'

export interface Span {
  name: string
  traceId: string
  spanId: string
  parentSpanId: string
  startTimeUnixNano: string
  attributes: { key: string; value: Record<string, unknown> }[]
}

export interface Collector {
  origin: string
  /** Everything that it was sent, as text. */
  text(): string
  spans(): Span[]
  close: Mounted['close']
}

interface Export {
  resourceSpans: { scopeSpans: { spans: Span[] }[] }[]
}

/** A stand-in for an OpenTelemetry collector, which keeps what it is sent over OTLP in JSON. */
export async function openCollector(): Promise<Collector> {
  const bodies: string[] = []
  const server = await mount(async (request) => {
    if (new URL(request.url).pathname === '/v1/traces') bodies.push(await request.text())
    return Response.json({})
  })
  const spansIn = (body: string) =>
    (JSON.parse(body) as Export).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans))
  return {
    origin: server.origin,
    text: () => bodies.join('\n'),
    spans: () => byStart(bodies.flatMap(spansIn)),
    close: server.close,
  }
}

/** Of spans that began in one millisecond, what stands around another comes first; then what was sent first. */
function byStart(spans: Span[]): Span[] {
  const known = new Map(spans.map((span) => [span.spanId, span]))
  const depth = (span: Span | undefined): number => (span ? 1 + depth(known.get(span.parentSpanId)) : 0)
  const begun = ({ startTimeUnixNano }: Span) => BigInt(startTimeUnixNano) / 1_000_000n
  return spans.sort((a, b) => Number(begun(a) - begun(b)) || depth(a) - depth(b))
}
