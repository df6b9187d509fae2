import { requireCaller } from '@/lib/auth0/token/require-caller'
import { findPayment, paymentQuery } from '@/lib/ledger/find-payment'
import { answer } from '@/lib/platform/http/answer'
import { Problem } from '@/lib/platform/http/problem'
import { uuid } from '@/lib/platform/text/uuid'

/**
 * Tells a business which transfer a customer's key has made into its account: how an order whose payment was never
 * answered finds its end. Trusts the business's own token alone.
 */
export const GET = answer(async (request: Request, { params }: { params: Promise<{ key: string }> }) => {
  const { grant, customer } = await requireCaller(request)
  const key = uuid.safeParse((await params).key)
  if (grant.holder !== 'own' || !key.success) throw new Problem('not_found')
  const { subject } = paymentQuery.parse(Object.fromEntries(new URL(request.url).searchParams))
  const transfer = await findPayment(customer.id, subject, key.data)
  return Response.json({ transfer }, { headers: { 'Cache-Control': 'no-store' } })
})
