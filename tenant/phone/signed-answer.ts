import { z } from 'zod'
import { readSigned, type SigningDevice } from '../devices/device-jws'
import type { Sql } from '../store/database'
import { DenialReason } from './denial-reason'

const ANSWER = 'answer+jwt'

const about = {
  request: z.string(),
  /** The document that was on the screen, byte for byte. */
  displayed: z.string(),
  /** By the device's own clock: evidence, and no reason to refuse. Which answer is the first, the tenant's clock says. */
  time: z.iso.datetime(),
}
const Answer = z.discriminatedUnion('answer', [
  z.strictObject({ ...about, answer: z.literal('approved') }),
  z.strictObject({ ...about, answer: z.literal('denied'), reason: DenialReason.optional() }),
])

/** An answer as a device signed it. */
export interface SignedAnswer {
  answer: 'approved' | 'denied'
  reason?: DenialReason
  displayed: string
  device: SigningDevice
  /** The signed thing itself, kept as evidence. */
  jws: string
}

/**
 * Reads a customer's answer to the request `id`: a compact JWS (RFC 7515) by one of their enrolled devices.
 * That what it says was displayed is what the tenant recorded is for `decide` to check, in the statement that writes it.
 * @returns undefined unless it is signed by such a device, for this request, in exactly this form
 */
export async function readAnswer(sql: Sql, sub: string, id: string, jws: string): Promise<SignedAnswer | undefined> {
  const signed = await readSigned(sql, sub, ANSWER, jws)
  const parsed = Answer.safeParse(signed?.payload)
  if (!signed || !parsed.success || parsed.data.request !== id) return undefined
  const { answer, displayed } = parsed.data
  const reason = parsed.data.answer === 'denied' ? parsed.data.reason : undefined
  return { answer, reason, displayed, device: signed.device, jws }
}
