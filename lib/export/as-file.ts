import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { Problem } from '@/lib/platform/http/problem'
import { stopped } from '@/lib/platform/shutdown'

/** A reader who is slower than this gets a file that ends early. */
const FILE_MS_MAX = 10 * 60_000
/** Files that one customer may have on their way from this process; each holds a page in memory. */
const AT_ONCE_MAX = 2
const onTheirWay = new Map<string, number>()

interface File {
  name: string
  type: string
}

/**
 * Answers a file in pieces, each made when the reader has taken the one before.
 * @throws Problem `rate_limited` where the customer has two on their way
 */
export function asFile(customerId: string, pieces: AsyncGenerator<string>, { name, type }: File): Response {
  const others = onTheirWay.get(customerId) ?? 0
  if (others >= AT_ONCE_MAX) throw new Problem('rate_limited', { headers: { 'Retry-After': '30' } })
  onTheirWay.set(customerId, others + 1)
  const signal = AbortSignal.any([AbortSignal.timeout(FILE_MS_MAX), stopped()])
  const readable = Readable.from(pieces, { objectMode: false, signal })
  readable.once('close', () => {
    const left = (onTheirWay.get(customerId) ?? 1) - 1
    if (left > 0) onTheirWay.set(customerId, left)
    else onTheirWay.delete(customerId)
  })
  const stream: WebStream<Uint8Array> = Readable.toWeb(readable)
  return new Response(stream as ReadableStream<Uint8Array>, {
    headers: {
      'Content-Type': type,
      'Content-Disposition': `attachment; filename="${name}"`,
      'Cache-Control': 'no-store',
    },
  })
}
