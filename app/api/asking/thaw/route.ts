import { readAgentTransfers, thawAgentTransfers } from '@/lib/approvals/agent-freeze'
import { refuseWithPasskey } from '@/lib/auth0/passkeys'
import { requireCustomerWrite } from '@/lib/auth0/session/customer-write'
import { signedInAt } from '@/lib/auth0/session/session'
import { Refusal } from '@/lib/ledger/refusal'
import { answer } from '@/lib/platform/http/answer'
import { privateJson } from '@/lib/platform/http/private-json'

/**
 * Lets agents ask again. Only for a session that signed in after the freeze, and within the last five minutes; and for a
 * customer without a passkey, since one who has a passkey thaws on the phone.
 */
export const POST = answer(async (request: Request) => {
  const customer = await requireCustomerWrite(request)
  const at = await signedInAt()
  const { frozenAt, mayThaw } = await readAgentTransfers(customer.id, at)
  if (frozenAt && !mayThaw) throw new Refusal('sign_in_again')
  await refuseWithPasskey(customer.subject)
  return privateJson(await thawAgentTransfers(customer.id, at))
})
