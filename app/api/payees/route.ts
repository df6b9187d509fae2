import { marked } from '@/lib/approvals/approval'
import { marksOfPayees } from '@/lib/approvals/marks'
import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { requireCustomer } from '@/lib/auth0/session/session'
import { addPayee, parsePayeeOrder } from '@/lib/ledger/payees/add-payee'
import { listPayees } from '@/lib/ledger/payees/list-payees'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'
import { readJson } from '@/lib/platform/http/read-json'

/** The customer's payees. */
export const GET = answer(async () => {
  const customer = await requireCustomer()
  const [payees, marks] = await Promise.all([listPayees(customer.id), marksOfPayees(customer.id)])
  return privateJson({ payees: payees.map((payee) => ({ ...payee, ...marked(marks.get(payee.accountId)) })) })
})

/** Saves a payee: 201 for a new one, 200 with the saved one otherwise. Only a session may do this, never an agent. */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  const order = parsePayeeOrder(await readJson(request))
  const { payee, added } = await addPayee(customer.id, order)
  return privateJson({ payee }, added ? 201 : 200)
})
