import { requireCustomer } from '@/lib/auth0/session/session'
import { readAccountDetails } from '@/lib/ledger/accounts/account-details'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/** The holder and the full number of one of the customer's accounts, to give to a payer. */
export const GET = answer(async (_request: Request, { params }: { params: Promise<{ accountId: string }> }) => {
  const customer = await requireCustomer()
  return privateJson(await readAccountDetails(customer.id, (await params).accountId))
})
