import { requireCustomer } from '@/lib/auth0/session'
import { openEventStream } from '@/lib/events/event-stream'
import { answer } from '@/lib/http/answer'

/** Server-sent events: what changed for the signed-in customer. The page that hears one reads the new state itself. */
export const GET = answer(async (request: Request) => {
  const customer = await requireCustomer()
  return openEventStream(customer.id, request.signal)
})
