import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { requireCustomer } from '@/lib/auth0/session/session'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'
import { readJson } from '@/lib/platform/http/read-json'
import { changeScheduled, endScheduled, scheduledChange } from '@/lib/scheduled-transfers/change-scheduled'
import { getScheduled } from '@/lib/scheduled-transfers/list-scheduled'

interface Context {
  params: Promise<{ scheduledId: string }>
}

/** One of the customer's scheduled transfers. */
export const GET = answer(async (_request: Request, { params }: Context) => {
  const { id } = await requireCustomer()
  return privateJson({ scheduledTransfer: await getScheduled(id, (await params).scheduledId) })
})

/** Pauses it, or lets it go on. */
export const PATCH = answer(async (request: Request, { params }: Context) => {
  const { id } = await requireCustomerWrite(request)
  const change = scheduledChange.parse(await readJson(request))
  return privateJson({ scheduledTransfer: await changeScheduled(id, (await params).scheduledId, change) })
})

/** Ends it. */
export const DELETE = answer(async (request: Request, { params }: Context) => {
  const { id } = await requireCustomerWrite(request)
  return privateJson({ scheduledTransfer: await endScheduled(id, (await params).scheduledId) })
})
