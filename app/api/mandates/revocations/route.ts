import { endMandate } from '@/lib/auth0/ai/request-mandate'
import { mandateRevocation, readRevocation } from '@/lib/auth0/token/mandate-revocation'
import { answer } from '@/lib/platform/http/answer'
import { readJson } from '@/lib/platform/http/read-json'

/** Revokes at once what the customer has revoked on the phone. Trusts the tenant's signature and nothing else. */
export const POST = answer(async (request: Request) => {
  const { token } = mandateRevocation.parse(await readJson(request))
  const { customer, mandateId } = await readRevocation(token)
  await endMandate(customer, mandateId)
  return new Response(null, { status: 204 })
})
