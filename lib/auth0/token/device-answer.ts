import { calculateJwkThumbprint, compactVerify, importJWK, type JWTPayload } from 'jose'
import { z } from 'zod'
import { digestOfText } from '@/lib/approvals/displayed'
import type { ApprovalEvidence } from '@/lib/ledger/authority'
import { Problem } from '@/lib/platform/http/problem'

const COORDINATE = z.string().regex(/^[\w-]{43}$/)

/** What a tenant may hand on of a yes: the device's answer as it was signed, and the key that verifies it. */
export const deviceAnswer = z.strictObject({
  jws: z.string().max(40_000),
  key: z.strictObject({ kty: z.literal('EC'), crv: z.literal('P-256'), x: COORDINATE, y: COORDINATE }),
})

const answer = z.object({ answer: z.literal('approved'), displayed: z.string() })

export type DeviceAnswer = z.output<typeof deviceAnswer>

/**
 * The device's own signature under a yes (`device_answer`), proved: by the key that the evidence names, over the very document
 * that was displayed. Null where the tenant gives none, unless it says that a code said yes.
 * @throws Problem `approval_mismatch`
 */
export async function readDeviceAnswer(
  { device_answer: given }: JWTPayload,
  { device, displayedHash, amr }: ApprovalEvidence,
): Promise<DeviceAnswer | null> {
  // What is more than one transfer takes a signature, and a code is none.
  if (amr?.includes('otp')) throw mismatch()
  if (given === undefined) return null
  const parsed = deviceAnswer.safeParse(given)
  if (!parsed.success) throw mismatch()
  const { key } = parsed.data
  const signed = await readSignedAnswer(parsed.data)
  const isOfDevice = (await calculateJwkThumbprint(key, 'sha256')) === device?.jkt
  if (!isOfDevice || !signed || digestOfText(signed.displayed) !== displayedHash) throw mismatch()
  return parsed.data
}

/** The answer in a compact JWS (RFC 7515 section 5.2); null if this key has not signed it, or it is no yes. */
export async function readSignedAnswer({ jws, key }: DeviceAnswer): Promise<z.output<typeof answer> | null> {
  try {
    const { payload, protectedHeader } = await compactVerify(jws, await importJWK(key, 'ES256'), {
      algorithms: ['ES256'],
    })
    if (protectedHeader.typ !== 'answer+jwt') return null
    return answer.parse(JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(payload)))
  } catch {
    return null
  }
}

const mismatch = () => new Problem('approval_mismatch', { detail: 'The device has not signed this.' })
