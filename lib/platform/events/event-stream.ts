import { Problem } from '@/lib/platform/http/problem'
import { stopping } from '@/lib/platform/shutdown'
import { countEars, hearEvents, topicsSince } from './hear-events'
import { TOPICS, type Topic } from './topics'

/** A heartbeat keeps proxies from closing a quiet stream, and finds out that a client has gone. */
const HEARTBEAT_MS = 20_000
/** The page reconnects by itself, and its session is checked again, so that no stream outlives a sign-out for long. */
const STREAM_MS_MAX = 10 * 60_000
const RECONNECT_MS = 2_000
const STREAMS_PER_CUSTOMER_MAX = 32
/** A client that leaves this many events unread is dropped, and reads the state when it connects again. */
const UNREAD_MAX = 64

/**
 * Opens a `text/event-stream` of the customer's topics. It begins with every topic, so that a page that connects again
 * reads everything once and misses nothing. A page that has just been made begins with what has changed since then.
 * @param madeAt when the page was made, in milliseconds; null for every topic
 * @throws Problem `rate_limited` for more than 32 open streams of one customer
 */
export function openEventStream(customerId: string, signal: AbortSignal, madeAt: number | null = null): Response {
  if (countEars(customerId) >= STREAMS_PER_CUSTOMER_MAX) {
    throw new Problem('rate_limited', { detail: 'Too many open pages.', headers: { 'Retry-After': '30' } })
  }
  let close = () => {}
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      // A server that is stopping waits for open answers, and this one would never end by itself.
      close = feed(controller, customerId, AbortSignal.any([signal, stopping()]), madeAt)
    },
    cancel: () => close(),
  })
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    },
  })
}

function feed(
  controller: ReadableStreamDefaultController<Uint8Array>,
  customerId: string,
  signal: AbortSignal,
  madeAt: number | null,
): () => void {
  const encoder = new TextEncoder()
  const send = (text: string) => {
    if ((controller.desiredSize ?? 0) < -UNREAD_MAX) return close()
    controller.enqueue(encoder.encode(text))
  }
  const tell = (topic: Topic) => send(`event: ${topic}\ndata: {}\n\n`)
  const hush = hearEvents(customerId, tell)
  const heartbeat = setInterval(() => send(': still here\n\n'), HEARTBEAT_MS)
  const limit = setTimeout(() => close(), STREAM_MS_MAX)
  let closed = false
  const close = () => {
    if (closed) return
    closed = true
    hush()
    clearInterval(heartbeat)
    clearTimeout(limit)
    signal.removeEventListener('abort', close)
    try {
      controller.close()
    } catch {
      // The client has closed the stream already.
    }
  }
  signal.addEventListener('abort', close)
  send(`retry: ${RECONNECT_MS}\n\n`)
  // After the ear is open, so that nothing falls between.
  for (const topic of madeAt === null ? TOPICS : topicsSince(customerId, madeAt)) tell(topic)
  if (signal.aborted) close()
  return close
}
