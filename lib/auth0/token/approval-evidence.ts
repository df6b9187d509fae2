import type { JWTPayload } from 'jose'
import { z } from 'zod'
import type { Actor, ApprovalEvidence } from '@/lib/ledger/authority'
import { NO_NAME, printablePart } from '@/lib/platform/text/printable-text'
import { type Scheme, unauthenticated } from './agent-credential'

const TOKEN_ID_CHARACTERS_MAX = 256
const ID_CHARACTERS_MAX = 100
const LABEL_CHARACTERS_MAX = 100
/** A SHA-256 in base64url. */
const digest = z.string().regex(/^[\w-]{43}$/)
/** Printable ASCII, because the database stores it and searches by it. */
const identifier = z.string().regex(new RegExp(`^[\\x21-\\x7e]{1,${ID_CHARACTERS_MAX}}$`))
/** Proves nothing and is only for people: unprintable characters are left out instead of refusing the token. */
const label = z
  .unknown()
  .transform((name) => printablePart(typeof name === 'string' ? name : '', LABEL_CHARACTERS_MAX) || NO_NAME)

/** The device that answered, in the tenant's words. */
export const device = z.strictObject({
  id: identifier,
  name: label,
  /** RFC 7638 thumbprint of the key that the device is enrolled with, and signs its answers with. */
  jkt: digest,
})

/**
 * How the yes was given (RFC 8176): `swk` by the device's own key; `pop`, `user` and `mfa` by a passkey as well, and `spc` (the local
 * tenant's own) where the browser itself showed payee and amount; `otp` by a code of
 * the device's, and by no signature.
 */
export const amr = z
  .array(z.string().regex(/^[a-z0-9_]{1,20}$/))
  .min(1)
  .max(10)

/** A client's id at the tenant, as the audit can keep it. */
const actorId = z.string().regex(/^[\x21-\x7e]{1,1000}$/)
const innermost = z.object({ sub: actorId, sub_profile: z.string().max(40).optional() })
/** RFC 8693 section 4.1, nested at most five deep, as the tenant does. */
export const actor = [1, 2, 3, 4].reduce<z.ZodType<Actor>>(
  (before) => innermost.extend({ act: before.optional() }),
  innermost.strict(),
)

const evidence = z.object({
  /** RFC 7519 section 4.1.7. */
  jti: z.string().min(1).max(TOKEN_ID_CHARACTERS_MAX).optional(),
  iat: z.number().int(),
  /** When the first token was issued, of one that was exchanged for another, or that pays out a sale. */
  subject_issued_at: z.number().int().optional(),
  act: actor.optional(),
  displayed_hash: digest.optional(),
  device: device.optional(),
  amr: amr.optional(),
})

/**
 * Reads the token's evidence. Each member that is present must be well-formed, except the device's name.
 * @throws Problem `unauthenticated`
 */
export function readEvidence(payload: JWTPayload, scheme: Scheme): ApprovalEvidence {
  const parsed = evidence.safeParse(payload)
  if (!parsed.success) throw unauthenticated(scheme, 'evidence')
  const {
    jti,
    iat,
    subject_issued_at: firstIat = iat,
    act,
    displayed_hash,
    device: answeredOn,
    amr: ways,
  } = parsed.data
  return {
    tokenIssuedAt: Math.min(iat, firstIat),
    ...(act && { act }),
    ...(jti !== undefined && { tokenId: jti }),
    ...(displayed_hash !== undefined && { displayedHash: displayed_hash }),
    ...(answeredOn && { device: answeredOn }),
    ...(ways && { amr: ways }),
  }
}
