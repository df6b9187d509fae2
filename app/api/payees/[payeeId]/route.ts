import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { deletePayee, payeeChange, renamePayee } from '@/lib/ledger/payees/change-payee'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'
import { readJson } from '@/lib/platform/http/read-json'

interface Context {
  params: Promise<{ payeeId: string }>
}

/** Gives a payee another nickname. */
export const PATCH = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomerWrite(request)
  const change = payeeChange.parse(await readJson(request))
  return privateJson({ payee: await renamePayee(customer.id, (await params).payeeId, change) })
})

/** Forgets a payee. */
export const DELETE = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomerWrite(request)
  await deletePayee(customer.id, (await params).payeeId)
  return new Response(null, { status: 204 })
})
