import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { requireCustomer } from '@/lib/auth0/session/session'
import { conditionalWish } from '@/lib/conditional-orders/conditional-order'
import { listConditionals } from '@/lib/conditional-orders/list-conditionals'
import { placeConditional } from '@/lib/conditional-orders/place-conditional'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'
import { readJson } from '@/lib/platform/http/read-json'

/** The customer's orders that wait, or have waited, for a price. */
export const GET = answer(async () => {
  const { id } = await requireCustomer()
  return privateJson({ conditionalOrders: await listConditionals(id) })
})

/** Keeps an order until its price is there; the phone is asked then. */
export const POST = answer(async (request: Request) => {
  const { id } = await requireCustomerWrite(request)
  const wish = conditionalWish.parse(await readJson(request))
  return privateJson({ conditionalOrder: await placeConditional(id, wish) }, 201)
})
