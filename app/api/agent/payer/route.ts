import { requireCaller } from '@/lib/auth0/token/require-caller'
import { findPayer, payerQuery } from '@/lib/ledger/find-payer'
import { answer } from '@/lib/platform/http/answer'
import { readJson } from '@/lib/platform/http/read-json'

/** Names the account that would pay for an order which names none. Trusts the token alone, which needs to allow nothing. */
export const POST = answer(async (request: Request) => {
  const { customer } = await requireCaller(request)
  const fromAccountId = await findPayer(customer.id, payerQuery.parse(await readJson(request)))
  return Response.json({ fromAccountId }, { headers: { 'Cache-Control': 'no-store' } })
})
