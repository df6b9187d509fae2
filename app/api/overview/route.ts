import { requireCustomer } from '@/lib/auth0/session/session'
import { readOverview } from '@/lib/ledger/accounts/overview'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'
import { timeZoneOf } from '@/lib/platform/time/time-zone'

/** The customer's net positions of the last thirty days, and their last movements. */
export const GET = answer(async (request: Request) => {
  const customer = await requireCustomer()
  return privateJson(await readOverview(customer.id, timeZoneOf(request)))
})
