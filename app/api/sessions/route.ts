import { requireSessionWrite } from '@/lib/auth0/session/customer-write'
import { endOtherSessions } from '@/lib/auth0/session/end-sessions'
import { listSessions } from '@/lib/auth0/session/list-sessions'
import { requireSession } from '@/lib/auth0/session/session'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/** The customer's sessions. */
export const GET = answer(async () => {
  const { id, customer } = await requireSession()
  return privateJson({ sessions: await listSessions(customer.id, id) })
})

/** Ends all of the customer's sessions but this one. */
export const DELETE = answer(async (request: Request) => {
  const { id, customer } = await requireSessionWrite(request)
  await endOtherSessions(customer.id, id)
  return new Response(null, { status: 204 })
})
