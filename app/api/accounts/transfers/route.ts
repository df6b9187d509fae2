import { askPhone } from '@/lib/auth0/ai/ask-phone'
import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import type { Customer } from '@/lib/ledger/customer'
import { postTransfer, transferResponse } from '@/lib/ledger/post-transfer'
import { Refusal } from '@/lib/ledger/refusal'
import { parseTransferOrder, type TransferOrder } from '@/lib/ledger/transfer-order'
import { answer } from '@/lib/platform/http/answer'
import { requireIdempotencyKey } from '@/lib/platform/http/idempotency-key'
import { readJson } from '@/lib/platform/http/read-json'

/** The portal: trusts the customer's session and nothing else, unless the customer wants the phone's yes as well. */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  const key = requireIdempotencyKey(request)
  const order = parseTransferOrder(await readJson(request))
  try {
    return transferResponse(await postTransfer(order, { kind: 'session', customerId: customer.id }, key))
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'confirmation_required') throw error
    return waitingForPhone(customer, order, key)
  }
})

/** 202 with the approval, whose id is the key; the same key again gets the same one, and asks nobody again. */
async function waitingForPhone(customer: Customer, order: TransferOrder, key: string): Promise<Response> {
  const { joined, ...approval } = await askPhone({ customer, order, portalKey: key })
  const replayed = joined ? { 'Idempotency-Replayed': 'true' } : undefined
  return Response.json({ approval }, { status: 202, headers: { 'Cache-Control': 'no-store', ...replayed } })
}
