import { listMarkedPayees } from '@/lib/approvals/marked-payees'
import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { requireCustomer } from '@/lib/auth0/session/session'
import { addPayee, parsePayeeOrder } from '@/lib/ledger/payees/add-payee'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'
import { readJson } from '@/lib/platform/http/read-json'

/** The customer's payees. */
export const GET = answer(async () => {
  const customer = await requireCustomer()
  return privateJson({ payees: await listMarkedPayees(customer.id) })
})

/** Saves a payee: 201 for a new one, 200 with the saved one otherwise. Only a session may do this, never an agent. */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  const order = parsePayeeOrder(await readJson(request))
  const { payee, added } = await addPayee(customer.id, order)
  return privateJson({ payee }, added ? 201 : 200)
})
