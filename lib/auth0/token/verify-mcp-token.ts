import { z } from 'zod'
import { unauthenticated } from './agent-credential'
import type { DpopProof } from './dpop-proof'
import { proofOf, verifyAccessToken } from './verify-access-token'

/** Printable ASCII, and short enough for a row of a Postgres index. */
const clientId = z.string().regex(/^[\x21-\x7e]{1,1000}$/)
const claims = z.object({
  scope: z.string().default(''),
  exp: z.number(),
  /** The consent that the token depends on; Auth0 has no such claim. */
  grant_id: z.string().min(1).max(200).optional(),
})

/** A verified MCP token: the customer has given this client these scopes. */
export interface McpGrant {
  subject: string
  clientId: string
  scopes: string[]
  grantId: string | null
  /** Seconds since 1970. */
  expiresAt: number
  token: string
  /** The proof of a key-bound token's key, not spent yet. */
  proof: DpopProof | null
}

/**
 * Proves the token of an agent from outside: this tenant's, for the MCP endpoint alone, from any client.
 * @param audience of the endpoint
 * @throws Problem `unauthenticated` (401); `unavailable` (503) if the tenant's keys cannot be had.
 */
export async function verifyMcpToken(request: Request, audience: string): Promise<McpGrant> {
  const verified = await verifyAccessToken(request, { audience, besidesUserinfo: false, clients: null })
  const { payload, credential, subject } = verified
  const [client, said] = [clientId.safeParse(verified.clientId), claims.safeParse(payload)]
  if (!client.success || !said.success) throw unauthenticated(credential.scheme, 'claims')
  const { scope, exp, grant_id: grantId = null } = said.data
  const proof = await proofOf(request, verified)
  const scopes = scope.split(' ').filter(Boolean)
  return { subject, clientId: client.data, scopes, grantId, expiresAt: exp, token: credential.token, proof }
}
