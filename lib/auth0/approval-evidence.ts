import type { JWTPayload } from 'jose'
import { z } from 'zod'
import { type Scheme, unauthenticated } from './agent-credential'

const TOKEN_ID_CHARACTERS_MAX = 256
const NAME_CHARACTERS_MAX = 100
/** A SHA-256 in base64url. */
const digest = z.string().regex(/^[\w-]{43}$/)
/** Without control characters and whatever turns the direction of text: it is shown to people. */
const plain = z
  .string()
  .min(1)
  .max(NAME_CHARACTERS_MAX)
  .regex(/^[^\p{Cc}\p{Cf}]+$/u)

/** The device that answered, in the tenant's words. */
export const device = z.strictObject({
  id: plain,
  name: plain,
  /** RFC 7638 thumbprint of the key with which the device signed its answer. */
  jkt: digest,
})

const evidence = z.object({
  /** RFC 7519 section 4.1.7. */
  jti: z.string().min(1).max(TOKEN_ID_CHARACTERS_MAX).optional(),
  iat: z.number().int(),
  displayed_hash: digest.optional(),
  device: device.optional(),
})

/** What a token tells of the approval beyond what it allows: for the audit. A tenant need not say any of it. */
export interface ApprovalEvidence {
  tokenId?: string
  /** Seconds since 1970, by the tenant's clock. The ledger refuses a token from before the customer's last freeze. */
  tokenIssuedAt?: number
  /** Of the document that the device displayed, as in lib/approvals/displayed.ts. */
  displayedHash?: string
  device?: z.output<typeof device>
}

/**
 * Reads the token's evidence. What is there must be well-formed: nothing is left out of the audit silently.
 * @throws Problem `unauthenticated`
 */
export function readEvidence(payload: JWTPayload, scheme: Scheme): ApprovalEvidence {
  const parsed = evidence.safeParse(payload)
  if (!parsed.success) throw unauthenticated(scheme, 'evidence')
  const { jti, iat, displayed_hash, device: answeredOn } = parsed.data
  return {
    tokenIssuedAt: iat,
    ...(jti !== undefined && { tokenId: jti }),
    ...(displayed_hash !== undefined && { displayedHash: displayed_hash }),
    ...(answeredOn && { device: answeredOn }),
  }
}
