import { requireCustomerWrite } from '@/lib/auth0/customer-write'
import { answer } from '@/lib/http/answer'
import { requireIdempotencyKey } from '@/lib/http/idempotency-key'
import { readJson } from '@/lib/http/read-json'
import { postTransfer } from '@/lib/transfers/post-transfer'
import { parseTransferOrder } from '@/lib/transfers/transfer-order'
import { transferResponse } from '@/lib/transfers/transfer-response'

/** The portal: trusts the customer's session and nothing else. */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  const key = requireIdempotencyKey(request)
  const order = parseTransferOrder(await readJson(request))
  return transferResponse(await postTransfer(order, { kind: 'session', customerId: customer.id }, key))
})
