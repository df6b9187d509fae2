import { marked } from '@/lib/approvals/approval'
import { marksOfPayees } from '@/lib/approvals/marks'
import { requireCustomerWrite } from '@/lib/auth0/customer-write'
import { requireCustomer } from '@/lib/auth0/session'
import { answer } from '@/lib/http/answer'
import { privateJson } from '@/lib/http/private-json'
import { readJson } from '@/lib/http/read-json'
import { addPayee, parsePayeeOrder } from '@/lib/payees/add-payee'
import { listPayees } from '@/lib/payees/list-payees'

/** Whom the signed-in customer may pay. */
export const GET = answer(async () => {
  const customer = await requireCustomer()
  const [payees, marks] = await Promise.all([listPayees(customer.id), marksOfPayees(customer.id)])
  return privateJson({ payees: payees.map((payee) => ({ ...payee, ...marked(marks.get(payee.accountId)) })) })
})

/** Saves a payee: 201 when it is new, 200 with the saved one when it is not. Only a session may; an agent cannot. */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  const order = parsePayeeOrder(await readJson(request))
  const { payee, added } = await addPayee(customer.id, order)
  return privateJson({ payee }, added ? 201 : 200)
})
