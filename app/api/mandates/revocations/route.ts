import { thawByPhone } from '@/lib/approvals/agent-freeze'
import { recoverPhone } from '@/lib/approvals/recover-phone'
import { endMandate } from '@/lib/auth0/ai/request-mandate'
import { tellTenant } from '@/lib/auth0/ai/tell-tenant'
import { endSessionsOf } from '@/lib/auth0/session/end-sessions'
import { mandateRevocation, readRevocation } from '@/lib/auth0/token/mandate-revocation'
import { answer } from '@/lib/platform/http/answer'
import { readJson } from '@/lib/platform/http/read-json'

/**
 * Does at once what the customer has done on the phone: revokes a mandate, stops all that lost devices allowed, or thaws
 * agents. Trusts the tenant's signature and nothing else.
 */
export const POST = answer(async (request: Request) => {
  const { token } = mandateRevocation.parse(await readJson(request))
  const done = await readRevocation(token)
  if (done.kind === 'revoked') await endMandate(done.customer, done.mandateId)
  else if (done.kind === 'thawed') await thawByPhone(done.customer.id, done.at)
  else {
    await recoverPhone(done.customer.id)
    await endSessionsOf(done.customer.id)
    tellTenant()
  }
  return new Response(null, { status: 204 })
})
