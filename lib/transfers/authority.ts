import type { ApprovalEvidence } from '@/lib/auth0/approval-evidence'

/**
 * Who says that money may move. There are two, and the row that a transfer leaves says which it was: the customer
 * with a session in the portal, or an agent with a token that the customer approved on another device.
 */
export type Authority =
  | { kind: 'session'; customerId: string }
  | { kind: 'approval'; customerId: string; approvalId: string; agentClientId: string; evidence?: ApprovalEvidence }

/** The audit event's account of an authority: who brought it, and what the tenant said of the device. Holds no token. */
export function actorOf(authority: Authority): Record<string, unknown> {
  if (authority.kind === 'session') return {}
  return { ...authority.evidence, agentClientId: authority.agentClientId }
}
