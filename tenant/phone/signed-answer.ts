import { z } from 'zod'
import { readSigned, type SigningDevice, verify } from '../devices/device-jws'
import { type DeviceKey, thumbprintOf } from '../devices/device-key'
import type { Sql } from '../store/database'
import { DenialReason } from './denial-reason'
import { hashOfDisplayed, readShown, type Shown } from './displayed'
import type { PhoneUser } from './sessions'

// The life of a customer's answer: read as a device signed it, recorded once, and read back from the record for the token.

const ANSWER = 'answer+jwt'

const about = {
  request: z.string(),
  /** The document that was on the screen, byte for byte. */
  displayed: z.string(),
  /** By the device's own clock. It is evidence and no reason to refuse: the tenant's clock orders the answers. */
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
  /** The signed answer itself, kept as evidence. */
  jws: string
}

/**
 * Reads a customer's answer to the request `id`: a compact JWS (RFC 7515) by one of their enrolled devices. `decide`
 * then checks, while recording it, that the displayed document in the answer is the one on record.
 * @returns undefined unless such a device signed it, for this request, in exactly this form
 */
export async function readAnswer(sql: Sql, sub: string, id: string, jws: string): Promise<SignedAnswer | undefined> {
  const signed = await readSigned(sql, sub, ANSWER, jws)
  const said = signed && answerIn(signed.payload, id)
  return said && { ...said, device: signed.device, jws }
}

/** An answer that has been recorded, for the provider to be told. */
export interface Decided {
  id: string
  authReqId: string
  decision: SignedAnswer['answer']
  reason: DenialReason | null
  /** The client that asked. */
  clientId: string | null
}

export type DecideResult =
  | { outcome: 'decided'; decided: Decided }
  | { outcome: 'unknown' | 'answered' | 'withdrawn' | 'expired' | 'not_signed' }

/**
 * Records a customer's signed answer with its evidence. The one statement is the whole guard. It takes only the first
 * answer, only from the customer who was asked, only before the request expires or is withdrawn, only for the displayed
 * document byte for byte, and only from a device that was not removed while its signature was checked.
 * @param session hash of the session's token; the session says when the customer gave the password
 */
export async function decide(
  sql: Sql,
  { sub, session }: Pick<PhoneUser, 'sub' | 'session'>,
  id: string,
  signed: SignedAnswer,
): Promise<DecideResult> {
  if (!z.uuid().safeParse(id).success) return { outcome: 'unknown' }
  const { answer, reason, displayed, device, jws } = signed
  const [decided] = await sql<Omit<Decided, 'reason'>[]>`
    UPDATE tenant.approvals
    SET decision = ${answer}, decided_at = now(), answer_jws = ${jws}, device_id = ${device.id},
        reason_code = ${reason?.code ?? null}, reason_text = ${reason?.code === 'other' ? reason.text : null},
        authenticated_at = (SELECT created_at FROM tenant.phone_sessions WHERE token_hash = ${session})
    WHERE id = ${id} AND sub = ${sub} AND decision IS NULL AND outcome IS NULL AND expires_at > now()
      AND displayed = ${displayed}
      AND EXISTS (SELECT FROM tenant.devices WHERE id = ${device.id} AND sub = ${sub} AND removed_at IS NULL)
    RETURNING id, auth_req_id AS "authReqId", decision, client_id AS "clientId"`
  if (decided) return { outcome: 'decided', decided: { ...decided, reason: reason ?? null } }
  const [known] = await sql<{ answered: boolean; withdrawn: boolean; expired: boolean }[]>`
    SELECT decision IS NOT NULL AS answered, outcome IS NOT NULL AS withdrawn, expires_at <= now() AS expired
    FROM tenant.approvals WHERE id = ${id} AND sub = ${sub}`
  if (!known) return { outcome: 'unknown' }
  if (known.answered) return { outcome: 'answered' }
  if (known.withdrawn) return { outcome: 'withdrawn' }
  return { outcome: known.expired ? 'expired' : 'not_signed' }
}

/** A yes, read only from the bytes that a device of the customer signed. */
export interface SignedApproval extends Shown {
  displayedHash: string
  device: { id: string; name: string; jkt: string }
  /** The device's answer as it was signed, and its public key. */
  signed: { jws: string; key: DeviceKey }
}

/**
 * The yes to a request. Its signature is verified again, so that a token names what was signed, even if the row has
 * changed since.
 * @returns undefined where there is no yes, or none that its device signed for this request
 */
export async function readSignedApproval(sql: Sql, authReqId: string): Promise<SignedApproval | undefined> {
  if (authReqId.includes('\0')) return undefined
  const [row] = await sql<{ id: string; jws: string | null; deviceId: string; name: string; key: DeviceKey }[]>`
    SELECT approval.id, answer_jws AS jws, device.id AS "deviceId", device.name, device.public_jwk AS key
    FROM tenant.approvals AS approval
    JOIN tenant.devices AS device ON device.id = approval.device_id AND device.sub = approval.sub
    WHERE approval.auth_req_id = ${authReqId} AND approval.decision = 'approved'`
  if (!row?.jws) return undefined
  const said = answerIn(await verify(row.jws, ANSWER, row.key), row.id)
  if (said?.answer !== 'approved') return undefined
  const device = { id: row.deviceId, name: row.name, jkt: await thumbprintOf(row.key) }
  return {
    ...readShown(said.displayed),
    displayedHash: hashOfDisplayed(said.displayed),
    device,
    signed: { jws: row.jws, key: row.key },
  }
}

/** The answer to the request `id` in a signed payload; undefined for an answer to another request or anything else. */
function answerIn(payload: unknown, id: string): Pick<SignedAnswer, 'answer' | 'reason' | 'displayed'> | undefined {
  const parsed = Answer.safeParse(payload)
  if (!parsed.success || parsed.data.request !== id) return undefined
  const { answer, displayed } = parsed.data
  return { answer, displayed, reason: parsed.data.answer === 'denied' ? parsed.data.reason : undefined }
}
