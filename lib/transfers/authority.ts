/**
 * Who says that money may move. There are two, and the row that a transfer leaves says which it was: the customer
 * with a session in the portal, or an agent with a token that the customer approved on another device.
 */
export type Authority =
  | { kind: 'session'; customerId: string }
  | { kind: 'approval'; customerId: string; approvalId: string; agentClientId: string }

/** The audit event's account of an authority; holds no token. */
export function actorOf(authority: Authority): Record<string, string> {
  return authority.kind === 'approval' ? { agentClientId: authority.agentClientId } : {}
}
