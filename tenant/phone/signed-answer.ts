import { z } from 'zod'
import { type KeptCode, readByCode } from '../codes/kept-code'
import { readSigned, type SigningDevice, verify } from '../devices/device-jws'
import { type DeviceKey, thumbprintOf } from '../devices/device-key'
import { Assertion, originOf, type PasskeyUse, verifyAssertion } from '../devices/passkey-proof'
import type { Sql } from '../store/database'
import { DenialReason } from './denial-reason'
import { hashOfDisplayed, readShown, type Shown } from './displayed'
import type { PhoneUser } from './sessions'

// The life of a customer's answer: read as a device signed it, recorded once, and read back from the record for the token.

const ANSWER = 'answer+jwt'

/** RFC 8176 section 2: a key that software keeps; a passkey's key, a person at it, and a second factor that it asked for. */
const BY_KEY = ['swk']
const BY_PASSKEY = ['pop', 'user', 'mfa']
/** Beyond RFC 8176, which has no value for it: the browser itself showed payee and amount (Secure Payment Confirmation). */
const BY_BROWSER = ['spc']
/** A code that is good once, and no signature. */
const BY_CODE = ['otp']

const about = {
  request: z.string(),
  /** The document that was on the screen, byte for byte. */
  displayed: z.string(),
  /** By the device's own clock. It is evidence and no reason to refuse: the tenant's clock orders the answers. */
  time: z.iso.datetime(),
}
const Answer = z.discriminatedUnion('answer', [
  z.strictObject({ ...about, answer: z.literal('approved'), passkey: Assertion.optional() }),
  z.strictObject({ ...about, answer: z.literal('denied'), reason: DenialReason.optional() }),
])

/** An answer as a device signed it. */
export interface SignedAnswer {
  answer: 'approved' | 'denied'
  reason?: DenialReason
  displayed: string
  /** What a passkey signed beside the device, over the hash of the displayed document. */
  passkey?: Assertion
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
  | { outcome: 'unknown' | 'answered' | 'withdrawn' | 'expired' | 'not_signed' | 'passkey_needed' }

/**
 * Records a customer's signed answer with its evidence. The one statement is the whole guard. It takes only the first
 * answer, only from the customer who was asked, only before the request expires or is withdrawn, only for the displayed
 * document byte for byte, and only from a device that was not removed while its signature was checked. A yes of a customer
 * who has passkeys is taken only with one of them, which was used for nothing since its signature was checked.
 * @param session hash of the session's token; the session says when the customer gave the password
 */
export async function decide(
  sql: Sql,
  { sub, session }: Pick<PhoneUser, 'sub' | 'session'>,
  id: string,
  signed: SignedAnswer,
  use: PasskeyUse | null,
): Promise<DecideResult> {
  if (!z.uuid().safeParse(id).success) return { outcome: 'unknown' }
  const { answer, reason, displayed, device, jws } = signed
  const [decided] = await sql<Omit<Decided, 'reason'>[]>`
    WITH used AS (
      UPDATE tenant.passkeys SET counter = ${use?.counter ?? 0}, last_used_at = now()
      WHERE id = ${use?.id ?? null} AND sub = ${sub} AND removed_at IS NULL
        AND (counter < ${use?.counter ?? 0} OR (counter = 0 AND ${use?.counter ?? 0} = 0))
      RETURNING id
    )
    UPDATE tenant.approvals
    SET decision = ${answer}, decided_at = now(), answer_jws = ${jws}, device_id = ${device.id}, passkey_id = (SELECT id FROM used),
        reason_code = ${reason?.code ?? null}, reason_text = ${reason?.code === 'other' ? reason.text : null},
        authenticated_at = (SELECT created_at FROM tenant.phone_sessions WHERE token_hash = ${session})
    WHERE id = ${id} AND sub = ${sub} AND decision IS NULL AND outcome IS NULL AND expires_at > now()
      AND displayed = ${displayed}
      AND EXISTS (SELECT FROM tenant.devices WHERE id = ${device.id} AND sub = ${sub} AND removed_at IS NULL)
      AND (${answer} = 'denied' OR EXISTS (SELECT FROM used)
           OR NOT EXISTS (SELECT FROM tenant.passkeys WHERE sub = ${sub} AND removed_at IS NULL))
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

/** A yes, read only from the bytes that a device of the customer signed, or made a code for. */
export interface GivenApproval extends Shown {
  displayedHash: string
  device: { id: string; name: string; jkt: string }
  /** How the yes was given, in the words of RFC 8176. */
  amr: string[]
  /** The device's answer as it was signed, and its public key; absent where a code said yes. */
  signed?: { jws: string; key: DeviceKey }
}

/**
 * The yes to a request. Its signature or code is verified again, so that a token names what the device was shown, even if the
 * row has changed since.
 * @returns undefined where there is no yes, or none that its device gave for this request
 */
export async function readApproval(sql: Sql, authReqId: string): Promise<GivenApproval | undefined> {
  if (authReqId.includes('\0')) return undefined
  const [row] = await sql<Kept[]>`
    SELECT approval.id, answer_jws AS jws, answer_code AS code, code_text AS "codeText", code_key.key AS "codeKey",
           device.id AS "deviceId", device.name, device.public_jwk AS key,
           passkey.id AS "passkeyId", passkey.credential_id AS "credentialId", passkey.public_key AS "passkeyKey"
    FROM tenant.approvals AS approval
    JOIN tenant.devices AS device ON device.id = approval.device_id AND device.sub = approval.sub
    LEFT JOIN tenant.code_keys AS code_key ON code_key.id = approval.code_key_id AND code_key.device_id = device.id
    LEFT JOIN tenant.passkeys AS passkey ON passkey.id = approval.passkey_id AND passkey.sub = approval.sub
    WHERE approval.auth_req_id = ${authReqId} AND approval.decision = 'approved'`
  if (!row) return undefined
  const device = { id: row.deviceId, name: row.name, jkt: await thumbprintOf(row.key) }
  if (!row.jws) {
    const shown = await readByCode(row)
    if (shown === undefined) return undefined
    return { ...readShown(shown), displayedHash: hashOfDisplayed(shown), device, amr: BY_CODE }
  }
  const said = answerIn(await verify(row.jws, ANSWER, row.key), row.id)
  if (said?.answer !== 'approved') return undefined
  const displayedHash = hashOfDisplayed(said.displayed)
  const use = await useOf(row, said.displayed, said.passkey)
  if (row.passkeyId !== null && !use) return undefined
  return {
    ...readShown(said.displayed),
    displayedHash,
    device,
    amr: [...BY_KEY, ...(use ? BY_PASSKEY : []), ...(use?.byBrowser ? BY_BROWSER : [])],
    signed: { jws: row.jws, key: row.key },
  }
}

interface Kept extends KeptCode {
  jws: string | null
  deviceId: string
  name: string
  key: DeviceKey
  passkeyId: string | null
  credentialId: string | null
  passkeyKey: Buffer | null
}

/** How the passkey signed the yes, if it did. Its place and its counter were checked when the yes was taken. */
async function useOf(
  { passkeyId, credentialId, passkeyKey }: Kept,
  displayed: string,
  given: Assertion | undefined,
): Promise<PasskeyUse | undefined> {
  if (passkeyId === null || credentialId === null || passkeyKey === null || !given) return undefined
  const key = { id: passkeyId, credentialId, publicKey: new Uint8Array(passkeyKey), counter: 0 }
  return verifyAssertion(originOf(given), hashOfDisplayed(displayed), given, key, displayed)
}

/** The answer to the request `id` in a signed payload; undefined for an answer to another request or anything else. */
function answerIn(
  payload: unknown,
  id: string,
): Pick<SignedAnswer, 'answer' | 'reason' | 'displayed' | 'passkey'> | undefined {
  const parsed = Answer.safeParse(payload)
  if (!parsed.success || parsed.data.request !== id) return undefined
  const { data } = parsed
  const { answer, displayed } = data
  return data.answer === 'denied'
    ? { answer, displayed, reason: data.reason }
    : { answer, displayed, passkey: data.passkey }
}
