/** A token's evidence about the approval, kept for the audit. Every member is optional for a tenant. */
export interface ApprovalEvidence {
  tokenId?: string
  /** Seconds since 1970, by the tenant's clock. The ledger refuses a token from before the customer's last freeze. */
  tokenIssuedAt?: number
  /** Of the document that the device displayed, as in lib/approvals/displayed.ts. */
  displayedHash?: string
  /** Who acts for whom, of a token that was exchanged for another (RFC 8693 section 4.1): the nearest party outermost. */
  act?: Actor
  /** The device that answered, by the tenant's id and name for it, and its key's RFC 7638 thumbprint. */
  device?: { id: string; name: string; jkt: string }
  /** How the yes was given, in the tenant's words (RFC 8176). */
  amr?: string[]
}

/** A party that acts for the customer, and the party that acted before it. `sub` is a client's id at the tenant. */
export interface Actor {
  sub: string
  sub_profile?: string | undefined
  act?: Actor | undefined
}

/**
 * What allows a transfer: the customer's session in the portal, or an agent's token that the customer approved on
 * another device; or a business's own token, which spends its own money alone. The transfer's row records which (`mandate`
 * for a business's own), or both: the ledger itself knows what the portal has asked the phone for.
 */
export type Authority =
  | { kind: 'session'; customerId: string }
  | { kind: 'own'; customerId: string; agentClientId: string; evidence?: ApprovalEvidence }
  | { kind: 'approval'; customerId: string; approvalId: string; agentClientId: string; evidence?: ApprovalEvidence }

/** An authority's members for the audit event: the agent and the tenant's evidence, but no token. */
export function actorOf(authority: Authority): Record<string, unknown> {
  if (authority.kind === 'session') return {}
  return { ...authority.evidence, agentClientId: authority.agentClientId }
}
