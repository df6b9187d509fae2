import { endsWithSession } from '@/lib/auth0/session/ends-with-session'
import { requireCustomer } from '@/lib/auth0/session/session'
import { openEventStream } from '@/lib/platform/events/event-stream'
import { answer } from '@/lib/platform/http/answer'

/** Server-sent events that name what has changed for the customer. The page reads the new state itself. */
export const GET = answer(async (request: Request) => {
  const customer = await requireCustomer(request)
  return endsWithSession(openEventStream(customer.id, request.signal))
})
