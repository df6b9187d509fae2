import { Readable } from 'node:stream'
import type { ReadableStream as WebStream } from 'node:stream/web'
import { requireSession } from '@/lib/auth0/session/session'
import { exportEverything } from '@/lib/export/export-everything'
import { answer } from '@/lib/platform/http/answer'
import { limitCustomer } from '@/lib/platform/http/rate-limit'

/** Everything that the bank keeps of the customer's, as a file. It counts as a write, because it is much work. */
export const GET = answer(async (request: Request) => {
  const session = await requireSession(request)
  await limitCustomer(session.customer.id)
  const pieces: WebStream<Uint8Array> = Readable.toWeb(Readable.from(exportEverything(session), { objectMode: false }))
  return new Response(pieces as ReadableStream<Uint8Array>, {
    headers: {
      'Content-Type': 'application/json',
      'Content-Disposition': 'attachment; filename="baink-export.json"',
      'Cache-Control': 'no-store',
    },
  })
})
