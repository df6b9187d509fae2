import { requireCustomerWrite } from '@/lib/auth0/customer-write'
import { answer } from '@/lib/http/answer'
import { privateJson } from '@/lib/http/private-json'
import { readJson } from '@/lib/http/read-json'
import { findHolder, parseHolderQuery } from '@/lib/payees/find-holder'
import { findPayee } from '@/lib/payees/list-payees'

/** Whose account a full number is, shown before it is saved. Counted like a write, so that numbers cannot be tried. */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  const number = parseHolderQuery(await readJson(request))
  const { accountId, name, mask } = await findHolder(customer.id, number)
  return privateJson({ holder: { name, mask }, payee: await findPayee(customer.id, accountId) })
})
