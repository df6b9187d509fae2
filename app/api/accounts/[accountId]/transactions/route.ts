import { readStatement } from '@/lib/accounts/read-statement'
import { parseStatementPage } from '@/lib/accounts/statement-page'
import { requireCustomer } from '@/lib/auth0/session'
import { answer } from '@/lib/http/answer'
import { privateJson } from '@/lib/http/private-json'

/** A page of an own account's statement, newest first. */
export const GET = answer(async (request: Request, { params }: { params: Promise<{ accountId: string }> }) => {
  const customer = await requireCustomer()
  const page = parseStatementPage(new URL(request.url).searchParams)
  const { accountId } = await params
  return privateJson(await readStatement(customer.id, accountId, page))
})
