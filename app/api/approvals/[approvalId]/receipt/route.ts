import { getApproval } from '@/lib/approvals/approval'
import { requireCustomer } from '@/lib/auth0/session'
import { answer } from '@/lib/http/answer'
import { issueReceipt } from '@/lib/receipts/issue-receipt'

interface Context {
  params: Promise<{ approvalId: string }>
}

/** A file for the customer to keep: displayed, approved and posted, signed by the bank. */
export const GET = answer(async (_request: Request, { params }: Context) => {
  const customer = await requireCustomer()
  const approval = await getApproval(customer.id, (await params).approvalId)
  return new Response(await issueReceipt(customer.id, approval), {
    headers: {
      // RFC 7515 section 9.2.1
      'Content-Type': 'application/jose',
      'Content-Disposition': `attachment; filename="baink-receipt-${approval.id}.jws"`,
      'Cache-Control': 'no-store',
    },
  })
})
