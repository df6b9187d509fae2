import type { Approval } from './approval'
import type { ApprovalStatus } from './approval-states'
import { paymentOf } from './approved'

// The pages read this too, so nothing here may bring a schema with it.

/** The ends after which the ledger pays nothing for an approval any more, and nobody has said no. */
const UNMADE: ReadonlySet<ApprovalStatus> = new Set(['expired', 'cancelled', 'failed'])

/**
 * Where the customer can ask for the same once more: on the portal's transfer form, of Aiya, or nowhere. Nowhere while the
 * approval may still be posted, once it was, after a no, and where an agent from outside asked, which the customer asks
 * elsewhere. Nowhere for a sale either: the bank pays nothing for it, so its ledger does not prove that none was made.
 */
export function askedAgainIn(approval: Approval): 'portal' | 'aiya' | null {
  const { status, agent, inPortal } = approval
  if (!UNMADE.has(status) || agent || !paymentOf(approval)) return null
  return inPortal ? 'portal' : 'aiya'
}
