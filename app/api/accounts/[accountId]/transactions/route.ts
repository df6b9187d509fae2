import { requireCustomer } from '@/lib/auth0/session/session'
import { findTransactions } from '@/lib/ledger/accounts/find-transactions'
import { parseTransactionPage } from '@/lib/ledger/accounts/transaction-filter'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'
import { timeZoneOf } from '@/lib/platform/time/time-zone'

/**
 * A page of the transactions of one of the customer's accounts, newest first; all of them, or those that a filter
 * selects.
 */
export const GET = answer(async (request: Request, { params }: { params: Promise<{ accountId: string }> }) => {
  const customer = await requireCustomer()
  const page = parseTransactionPage(new URL(request.url).searchParams)
  const { accountId } = await params
  const scope = { customerId: customer.id, accountId, timeZone: timeZoneOf(request) }
  return privateJson(await findTransactions(scope, page))
})
