import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { findHolder, parseHolderQuery } from '@/lib/ledger/payees/find-holder'
import { findPayee } from '@/lib/ledger/payees/list-payees'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'
import { readJson } from '@/lib/platform/http/read-json'

/**
 * The holder of an account by its full number, shown before the payee is saved. Counted as a write, so that numbers
 * cannot be guessed.
 */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  const number = parseHolderQuery(await readJson(request))
  const { accountId, name, mask } = await findHolder(customer.id, number)
  return privateJson({ holder: { name, mask }, payee: await findPayee(customer.id, accountId) })
})
