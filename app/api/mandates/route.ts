import { listMandates } from '@/lib/approvals/mandates/list-mandates'
import { parseMandateWish } from '@/lib/approvals/mandates/mandate'
import { requestMandate } from '@/lib/auth0/ai/request-mandate'
import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { requireCustomer } from '@/lib/auth0/session/session'
import { requireKnownAgent } from '@/lib/mcp/known-agent'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'
import { readJson } from '@/lib/platform/http/read-json'
import { timeZoneOf } from '@/lib/platform/time/time-zone'

/** The customer's standing mandates. */
export const GET = answer(async () => {
  const { id } = await requireCustomer()
  return privateJson({ mandates: await listMandates(id) })
})

/** Asks the customer's phone for a standing mandate; nothing moves on it before the yes there. */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  const wish = parseMandateWish(await readJson(request))
  const agent = await requireKnownAgent(customer, wish.agent)
  return privateJson({ mandate: await requestMandate(customer, wish, agent, undefined, timeZoneOf(request)) }, 201)
})
