import { getApproval } from '@/lib/approvals/approval'
import { requireCustomer } from '@/lib/auth0/session/session'
import { issueUseReceipt } from '@/lib/evidence/receipts/issue-mandate-receipts'
import { issueReceipt } from '@/lib/evidence/receipts/issue-receipt'
import { answer } from '@/lib/platform/http/answer'

interface Context {
  params: Promise<{ approvalId: string }>
}

/** The receipt of a transfer, for the customer to keep: what was displayed, approved and posted, signed by the bank; or that a mandate allowed it. */
export const GET = answer(async (request: Request, { params }: Context) => {
  const customer = await requireCustomer(request)
  const approval = await getApproval(customer.id, (await params).approvalId)
  const { mandateId, transferId } = approval
  const receipt =
    mandateId && transferId ? issueUseReceipt(customer.id, mandateId, transferId) : issueReceipt(customer.id, approval)
  return new Response(await receipt, {
    headers: {
      // RFC 7515 section 9.2.1
      'Content-Type': 'application/jose',
      'Content-Disposition': `attachment; filename="baink-receipt-${approval.id}.jws"`,
      'Cache-Control': 'no-store',
    },
  })
})
