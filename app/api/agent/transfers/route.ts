import { requireDisplayed } from '@/lib/approvals/require-displayed'
import { namesExactly } from '@/lib/auth0/payment-initiation'
import { spendProof } from '@/lib/auth0/spend-proof'
import { type AgentGrant, verifyAgentToken } from '@/lib/auth0/verify-agent-token'
import { type Customer, findCustomer } from '@/lib/customers/customer'
import { answer } from '@/lib/http/answer'
import { requireIdempotencyKey } from '@/lib/http/idempotency-key'
import { Problem } from '@/lib/http/problem'
import { limitAddress, limitAgent } from '@/lib/http/rate-limit'
import { readJson } from '@/lib/http/read-json'
import { postTransfer } from '@/lib/transfers/post-transfer'
import { Refusal } from '@/lib/transfers/refusal'
import { parseTransferOrder } from '@/lib/transfers/transfer-order'
import { transferResponse } from '@/lib/transfers/transfer-response'

/** An agent: trusts the approved token and nothing else, no cookie and no session. */
export const POST = answer(async (request: Request) => {
  const { grant, customer } = await customerWhoApproved(request).catch(async (refused: unknown) => {
    await limitAddress(request)
    throw refused
  })
  await limitAgent(grant.clientId, customer.id, grant.detail.identifier)
  if (grant.proof) await spendProof(grant.proof)
  const key = requireIdempotencyKey(request)
  const order = parseTransferOrder(await readJson(request))
  if (!namesExactly(grant.detail, order, key)) throw new Problem('approval_mismatch')
  await requireDisplayed(customer.id, key, grant.evidence.displayedHash)
  const authority = {
    kind: 'approval',
    customerId: customer.id,
    approvalId: key,
    agentClientId: grant.clientId,
    evidence: grant.evidence,
  } as const
  return transferResponse(await postTransfer(order, authority, key))
})

async function customerWhoApproved(request: Request): Promise<{ grant: AgentGrant; customer: Customer }> {
  const grant = await verifyAgentToken(request)
  const customer = await findCustomer(grant.subject)
  if (!customer) throw new Refusal('account_not_found')
  return { grant, customer }
}
