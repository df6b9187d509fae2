import { lastChange } from '@/lib/approvals/open-change'
import { readConfirmation } from '@/lib/ledger/confirmation'
import { privateJson } from '@/lib/platform/http/private-json'

/** Answers with today's rule, and with the last change that the phone was asked about. */
export async function answerConfirmation(customerId: string, status = 200): Promise<Response> {
  const [confirmation, change] = await Promise.all([readConfirmation(customerId), lastChange(customerId)])
  return privateJson({ ...confirmation, change }, status)
}
