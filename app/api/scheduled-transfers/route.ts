import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { requireCustomer } from '@/lib/auth0/session/session'
import { answer } from '@/lib/platform/http/answer'
import { idempotencyKeyIn } from '@/lib/platform/http/idempotency-key'
import { privateJson } from '@/lib/platform/http/private-json'
import { readJson } from '@/lib/platform/http/read-json'
import { timeZoneOf } from '@/lib/platform/time/time-zone'
import { listScheduled } from '@/lib/scheduled-transfers/list-scheduled'
import { placeScheduled } from '@/lib/scheduled-transfers/place-scheduled'
import { scheduledWish } from '@/lib/scheduled-transfers/scheduled-transfer'

/** The customer's scheduled transfers. */
export const GET = answer(async () => {
  const { id } = await requireCustomer()
  return privateJson({ scheduledTransfers: await listScheduled(id) })
})

/** Keeps a transfer until its day, or makes it every week or month. Trusts the session and nothing else. */
export const POST = answer(async (request: Request) => {
  const { id } = await requireCustomerWrite(request)
  const key = idempotencyKeyIn(request)
  const wish = scheduledWish.parse(await readJson(request))
  return privateJson({ scheduledTransfer: await placeScheduled(id, wish, timeZoneOf(request), key) }, 201)
})
