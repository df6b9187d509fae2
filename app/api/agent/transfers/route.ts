import { approvalRequired } from '@/lib/approvals/approval-required'
import { bindingMessageFor } from '@/lib/approvals/binding-message'
import { postOnMandate } from '@/lib/approvals/mandates/post-on-mandate'
import { marksFor } from '@/lib/approvals/marks'
import { namesExactly } from '@/lib/approvals/payment-initiation'
import { describePayment } from '@/lib/approvals/prepare'
import { requireDisplayed, requireTrueNames } from '@/lib/approvals/require-shown'
import { tellTenant } from '@/lib/auth0/ai/tell-tenant'
import { type AgentCaller, requireCaller } from '@/lib/auth0/token/require-caller'
import type { Authority } from '@/lib/ledger/authority'
import { checkOrder } from '@/lib/ledger/check-order'
import { type Posting, postTransfer, transferResponse } from '@/lib/ledger/post-transfer'
import { Refusal } from '@/lib/ledger/refusal'
import { memoIn, parseTransferOrder, type TransferOrder } from '@/lib/ledger/transfer-order'
import { env } from '@/lib/platform/env'
import { answer } from '@/lib/platform/http/answer'
import { requireIdempotencyKey } from '@/lib/platform/http/idempotency-key'
import { Problem } from '@/lib/platform/http/problem'
import { readJson } from '@/lib/platform/http/read-json'

/** Posts an agent's transfer. Trusts the approved token and nothing else: no cookie and no session. */
export const POST = answer(async (request: Request) => {
  const caller = await requireCaller(request)
  const { grant, customer } = caller
  const key = requireIdempotencyKey(request)
  const body = await readJson(request)
  const order = parseTransferOrder(body)
  if (!grant.detail) {
    const posting = await postIfCovered(caller, order, key)
    if (posting) return transferResponse(posting)
    await checkOrder(order, customer.id, key)
    throw await approvalRequired(customer.id, order, key, grant.scheme)
  }
  if (!namesExactly(grant.detail, order, key, memoIn(body))) throw new Problem('approval_mismatch')
  await requireTrueNames(customer.id, order, grant.detail)
  await requireDisplayed(customer.id, key, grant.displayed, grant.evidence.displayedHash)
  const transfer = await postTransfer(order, authorityOf(caller, key), key)
  // For other agents' requests, those agents tell the tenant themselves.
  if (grant.clientId === env().AUTH0_CLIENT_ID || grant.holder !== 'agent') tellTenant()
  return transferResponse(transfer)
})

function authorityOf({ grant, customer }: AgentCaller, key: string): Authority {
  const said = { customerId: customer.id, agentClientId: grant.clientId, evidence: grant.evidence }
  return grant.holder === 'own' ? { kind: 'own', ...said } : { kind: 'approval', approvalId: key, ...said }
}

/** What one of the agent's standing mandates allows; null where the phone must be asked, or the order is refused. */
async function postIfCovered(
  { grant: { clientId, evidence, holder }, customer: { id: customerId } }: AgentCaller,
  order: TransferOrder,
  key: string,
): Promise<Posting | null> {
  // A business pays for orders, and no mandate says which.
  if (holder !== 'agent') return null
  const details = await describePayment(customerId, order, key).catch((error: unknown) => {
    if (error instanceof Refusal) return null
    throw error
  })
  if (!details) return null
  const marks = await marksFor(customerId, order.toAccountId)
  const bindingMessage = bindingMessageFor(details, marks)
  return postOnMandate({ customerId, order, key, agent: { clientId }, details, bindingMessage, marks, evidence })
}
