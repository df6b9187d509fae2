import { listAccounts } from '@/lib/accounts/list-accounts'
import { requireCustomer } from '@/lib/auth0/session'
import { answer } from '@/lib/http/answer'
import { privateJson } from '@/lib/http/private-json'

/** The signed-in customer's accounts. */
export const GET = answer(async () => {
  const customer = await requireCustomer()
  return privateJson({ accounts: await listAccounts(customer.id) })
})
