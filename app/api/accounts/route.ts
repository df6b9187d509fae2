import { requireCustomer } from '@/lib/auth0/session/session'
import { listAccounts } from '@/lib/ledger/accounts/list-accounts'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/** The signed-in customer's accounts. */
export const GET = answer(async () => {
  const customer = await requireCustomer()
  return privateJson({ accounts: await listAccounts(customer.id) })
})
