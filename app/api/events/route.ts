import { endsWithSession } from '@/lib/auth0/session/ends-with-session'
import { requireCustomer } from '@/lib/auth0/session/session'
import { openEventStream } from '@/lib/platform/events/event-stream'
import { answer } from '@/lib/platform/http/answer'

/**
 * Server-sent events that name what has changed for the customer. The page reads the new state itself. With `since`, in
 * milliseconds, the stream begins with what has changed since then, and otherwise with everything.
 */
export const GET = answer(async (request: Request) => {
  const customer = await requireCustomer(request)
  const since = new URL(request.url).searchParams.get('since')
  const madeAt = since && /^\d{1,15}$/.test(since) ? Number(since) : null
  return endsWithSession(openEventStream(customer.id, request.signal, madeAt))
})
