import { z } from 'zod'
import type { TransferOrder } from '@/lib/ledger/transfer-order'
import { Problem } from '@/lib/platform/http/problem'
import { bindingMessageFor } from './binding-message'
import { marksFor } from './marks'
import { paymentInitiation } from './payment-initiation'
import { describePayment } from './prepare'

/** What the refusal says beside a problem's own members. */
export const whatToAskFor = z.object({
  authorizationDetails: z.tuple([paymentInitiation]),
  bindingMessage: z.string(),
})

/**
 * What an agent whose token allows no transfer must ask the tenant for, before it repeats this order under this key:
 * one authorization detail, with the ledger's names, and the binding message. Nothing is recorded or held.
 * Follows draft-ietf-oauth-rar-metadata-remediation-00.
 * @param scheme of the token that came: the challenge names it.
 * @throws Refusal `account_not_found` unless the customer may use both accounts.
 */
export async function approvalRequired(
  customerId: string,
  order: TransferOrder,
  key: string,
  scheme: 'bearer' | 'dpop',
): Promise<Problem> {
  const [detail, marks] = await Promise.all([
    describePayment(customerId, order, key),
    marksFor(customerId, order.toAccountId),
  ])
  const name = scheme === 'dpop' ? 'DPoP' : 'Bearer'
  return new Problem('approval_required', {
    members: { authorizationDetails: [detail], bindingMessage: bindingMessageFor(detail, marks) },
    headers: { 'WWW-Authenticate': `${name} error="insufficient_authorization"` },
  })
}
