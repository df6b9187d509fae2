import { requireCustomer } from '@/lib/auth0/session/session'
import { readLimits } from '@/lib/ledger/limits'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/** The customer's limits, for a transfer and for a day, with what is left of each. */
export const GET = answer(async () => {
  const customer = await requireCustomer()
  return privateJson({ limits: await readLimits(customer.id) })
})
