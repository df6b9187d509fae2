import { getApproval } from '@/lib/approvals/approval'
import { isFinal } from '@/lib/approvals/approval-states'
import { type ApprovalRequest, type OpenedApproval, openApproval } from '@/lib/approvals/open-approval'
import type { PhoneRequest } from '@/lib/approvals/phone-request'
import type { Customer } from '@/lib/ledger/customer'
import { pause } from '@/lib/platform/shutdown'
import { driveApproval } from './approval-drive'

/** Whoever asks gets an answer within this time, even if the tenant has not taken the request yet. */
const ASKED_MS_MAX = 2_000

/** What is asked for outside a chat: by an agent from outside, or by the customer in the portal. */
type Wish = { customer: Customer } & Pick<ApprovalRequest, 'order' | 'prepare' | 'outside' | 'portalKey'>

/**
 * Asks the customer's phone for a transfer or an order, as Aiya's tools do. Returns soon; this process drives the approval in the
 * background. A repeated request joins the same approval and asks nobody again; what a standing mandate covers is posted,
 * and asks nobody either.
 * @throws Refusal if a rule of the bank refuses the order, or `idempotency_conflict` if the name stands for another one.
 */
export async function askPhone({ customer, ...wish }: Wish): Promise<OpenedApproval> {
  const opened = await openApproval({ customerId: customer.id, ...wish })
  if (!opened.joined && !isFinal(opened.status)) await startDriving(customer, opened)
  return { ...(await getApproval(customer.id, opened.id)), joined: opened.joined }
}

/** Drives in the background what this process has just opened, and returns once the phone has been asked, or soon. */
export async function startDriving(customer: Customer, approval: PhoneRequest): Promise<void> {
  const asked = driveApproval({ context: { customer }, approval })
  await Promise.race([asked, pause(ASKED_MS_MAX)])
}
